import { type Environment, readRequired } from "./read-variable.ts";
import { regionPattern } from "./region-pattern.ts";

/**
 * The region that this runs in.
 * @throws ConfigError
 */
export function readRegion(env: Environment): string {
  return readRequired(env, "AWS_REGION", "the region whose STS endpoint is asked, such as eu-central-1", (region) => {
    if (!regionPattern.test(region)) {
      throw new Error(`${JSON.stringify(region)} is no region; use one such as eu-central-1`);
    }
    return region;
  });
}
