import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { bearer, httpRequest } from "../support/http-request.ts";
import { failToStart, type RunningStack, runStack } from "../support/run-stack.ts";
import { createTokenIssuer } from "../support/token-issuer.ts";

let folder: string;
let running: RunningStack | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vend-stack-"));
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const audience = "https://vend.test";

/** Somebody's own map: one issuer that nobody can reach, one role in an account with an external ID. */
function ownMap(jwks: object, externalId = "right-external-id"): string {
  return JSON.stringify({
    version: 1,
    issuers: {
      own: { issuer: "https://idp.test", audience, keys: { jwks }, algorithms: ["ES256"] },
    },
    accounts: { target: { id: "222233334444", externalId } },
    grants: {
      job: {
        when: { issuer: "own", claims: { sub: { prefix: "job-" } } },
        assume: {
          role: "arn:aws:iam::222233334444:role/team/job-role",
          account: "target",
          sourceIdentity: "{claims.sub}",
        },
      },
    },
  });
}

const ownAccounts = `
serviceIdentity: arn:aws:iam::999988887777:role/vending-service
accounts:
  "999988887777":
    roles:
      vending-service:
        trustPolicy:
          Version: "2012-10-17"
          Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }
  "222233334444":
    roles:
      job-role:
        path: /team/
        trustPolicy:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Principal: { AWS: "arn:aws:iam::999988887777:role/vending-service" }
              Action: sts:AssumeRole
              Condition: { StringEquals: { "sts:ExternalId": right-external-id } }
            - Effect: Allow
              Principal: { AWS: "arn:aws:iam::999988887777:role/vending-service" }
              Action: sts:SetSourceIdentity
`;

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return `file:${path}`;
}

describe("somebody else's map", () => {
  test("just runs: its tokens get sessions of roles that no accounts file names", async () => {
    const issuer = await createTokenIssuer({ issuer: "https://idp.test", audience });
    running = await runStack({ POLICY_MAP: await file("own.json", ownMap(issuer.jwks())) });
    const token = await issuer.issueToken({ claims: { sub: "job-17" } });
    const answer = await httpRequest(`${running.url}/v1/credentials/job`, { headers: bearer(token) });
    expect(answer.status).toBe(200);
    expect(answer.json()).toMatchObject({
      Code: "Success",
      AccessKeyId: expect.stringMatching(/^ASIA/),
      RoleArn: "arn:aws:iam::222233334444:role/team/job-role",
    });
    expect(await running.stop()).toBe(0);
    running = undefined;
  });

  test("runs in another partition, with managed policies that only AWS knows", async () => {
    const issuer = await createTokenIssuer({ issuer: "https://idp.test", audience });
    const map = JSON.parse(ownMap(issuer.jwks()));
    map.accounts.target.region = "cn-north-1";
    map.grants.job.assume.role = "arn:aws-cn:iam::222233334444:role/job-role";
    map.grants.job.assume.policyArns = ["arn:aws-cn:iam::222233334444:policy/ours"];
    running = await runStack({ POLICY_MAP: await file("china.json", JSON.stringify(map)) });
    const token = await issuer.issueToken({ claims: { sub: "job-17" } });
    const answer = await httpRequest(`${running.url}/v1/credentials/job`, { headers: bearer(token) });
    expect(answer.json()).toMatchObject({ RoleArn: "arn:aws-cn:iam::222233334444:role/job-role" });
  });

  test("gets the role with the external ID that the role's trust policy has, and RoleRefused with another", async () => {
    const issuer = await createTokenIssuer({ issuer: "https://idp.test", audience });
    const LOCAL_AWS = await file("aws.yaml", ownAccounts);
    const statuses: [number, unknown][] = [];
    for (const externalId of ["right-external-id", "wrong-external-id"]) {
      // Under another name than the external ID's, since the log names the file.
      const POLICY_MAP = await file(`map-${statuses.length}.json`, ownMap(issuer.jwks(), externalId));
      running = await runStack({ POLICY_MAP, LOCAL_AWS });
      const token = await issuer.issueToken({ claims: { sub: "job-17" } });
      const answer = await httpRequest(`${running.url}/v1/credentials/job`, { headers: bearer(token) });
      statuses.push([answer.status, answer.json()["code"]]);
      expect(running.output()).not.toContain(externalId);
      await running.stop();
    }
    running = undefined;
    expect(statuses).toEqual([
      [200, undefined],
      [403, "RoleRefused"],
    ]);
  });
});

describe("a start that cannot be", () => {
  test("with an invalid map: names file, line, column, path, rule and repair", async () => {
    const POLICY_MAP = await file(
      "invalid.yaml",
      "version: 1\nissuers: {}\naccounts: {}\ngrants:\n  job:\n    wen: { issuer: corp }\n",
    );
    const { exitCode, output } = await failToStart({ POLICY_MAP });
    expect(exitCode).toBe(1);
    expect(output).toMatch(/invalid\.yaml:6:5 grants\.job\.wen: is not a known key; did you mean when\?/);
    expect(output).not.toContain("ready");
  });

  test.each([
    ["no such map", { POLICY_MAP: "file:/nowhere/map.yaml" }, "/nowhere/map.yaml"],
    ["a port that is none", { PORT: "http" }, "PORT: http is no port"],
    ["a source that is not known", { POLICY_MAP: "ftp://map" }, "POLICY_MAP"],
  ])("with %s: says so", async (_what, env, said) => {
    const { exitCode, output } = await failToStart(env);
    expect(exitCode).toBe(1);
    expect(output).toContain(said);
  });
});
