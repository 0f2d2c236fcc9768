import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { runVend, temporaryFiles } from "../unit/cli/run-vend.ts";
import { probeMapText, probeRoles } from "./probe-map.ts";

const write = temporaryFiles();

const issuedAt = 1_800_000_000;

/** As AWS writes them. */
const claims = (sub: string) =>
  JSON.stringify({
    iss: "https://01234567-89ab-4cde-8f01-23456789abcd.tokens.sts.global.api.aws",
    aud: "https://vend.corp.example",
    sub,
    iat: issuedAt,
    exp: issuedAt + 300,
    jti: "7b1f5e6c-0d57-4a54-9a08-0f2f8f4ad1c5",
    "https://sts.amazonaws.com/": { aws_account: "999988887777", principal_id: sub },
  });

const explain = (sub: string) => {
  const at = new Date((issuedAt + 60) * 1_000).toISOString();
  const files = [write("map.yaml", probeMapText), "--claims", write("claims.json", claims(sub))];
  return runVend(["explain", ...files, "--at", at, "--nearest"]);
};

test("the map of docs/probes.md is without errors and warnings", async () => {
  const { exitCode, out } = await runVend(["check", write("map.yaml", probeMapText), "--strict"]);
  expect(exitCode, out).toBe(0);
});

test("it gives the grant to the roles of the two functions, by the names that they are deployed with, and to no other", async () => {
  const { Resources } = parse(readFileSync("deploy/probes.yml", "utf8"));
  const deployed = [Resources.ProbeVendingRole, Resources.ProbeRefusalsRole].map(
    ({ Properties }) => Properties.RoleName["Fn::Sub"] as string,
  );
  const names = deployed.map((name) =>
    name.replace(`\${sls:stage}`, "production").replace(`\${AWS::Region}`, "eu-central-1"),
  );
  expect(probeRoles.map((arn) => arn.split("/")[1])).toEqual(names);
  for (const arn of probeRoles)
    expect(await explain(arn)).toMatchObject({ out: expect.stringContaining("GRANTED"), exitCode: 0 });
  expect(await explain("arn:aws:iam::999988887777:role/another")).toMatchObject({
    exitCode: 1,
    out: expect.stringContaining("REFUSED NotGranted"),
  });
});
