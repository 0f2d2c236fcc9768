import { expect, test } from "vitest";
import { profileOf } from "../../../../build/deploy/profile-of.ts";

test.each<[options: readonly string[], profile: string | undefined]>([
  [[], undefined],
  [["--stage", "production", "--region", "eu-west-1"], undefined],
  [["--aws-profile", "deployer"], "deployer"],
  [["--aws-profile=deployer"], "deployer"],
  [["--stage", "dev", "--aws-profile", "deployer", "-r", "eu-west-1"], "deployer"],
  [["-r", "eu-west-1", "--verbose", "--aws-profile=deployer"], "deployer"],
  // The framework refuses these.
  [["--aws-profile"], undefined],
  [["--aws-profile="], undefined],
  // No option, but what stands after them; nor one that only begins like it.
  [["--", "--aws-profile", "deployer"], undefined],
  [["--aws-profiles", "deployer"], undefined],
])("of %j it is %s", (options, profile) => {
  expect(profileOf(options)).toBe(profile);
});
