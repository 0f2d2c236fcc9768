import { describe, expect, it } from "vitest";
import { parsePolicyMap } from "../../../shared/policy-map/parse-policy-map.ts";
import { readPolicyMap } from "../../../shared/policy-map/read-policy-map.ts";
import { baselineMap } from "./baseline-map.ts";
import { fullMap } from "./full-map.ts";

describe("readPolicyMap", () => {
  it("gives the document that parsePolicyMap gives", () => {
    expect(readPolicyMap(fullMap, "map.yaml").document).toStrictEqual(parsePolicyMap(fullMap, "map.yaml"));
  });

  it("gives no tests and no acceptances where there are none", () => {
    const { tests, acceptances } = readPolicyMap(baselineMap, "map.yaml");
    expect(tests).toEqual([]);
    expect(acceptances).toEqual([]);
  });

  it("gives the tests as they are written", () => {
    const { tests } = readPolicyMap(fullMap, "map.yaml");
    const claims = {
      sub: "job",
      groups: ["etl"],
      env: "prod",
      team: "etl",
      path: "a/b",
      level: 1,
      realm: { name: "x" },
      amr: ["mfa"],
      acr: "gold",
      auth_time: 1_791_324_000,
      jti: "x",
    };
    expect(tests).toStrictEqual([
      {
        name: "the nightly job gets its report",
        caller: { issuer: "corp", claims },
        ask: { grant: "nightly", account: "reporting", parameters: { dataset: "invoices" }, durationSeconds: 1800 },
        facts: {
          sourceAddress: "10.20.3.4",
          vpcEndpointId: "vpce-0123456789abcdef0",
          at: "2026-10-07T00:10:00+02:00",
        },
        expect: { grant: "nightly", role: "arn:aws:iam::111122223333:role/team/report-reader" },
        path: ["tests", 0],
      },
      {
        name: "nobody else does",
        caller: { issuer: "corp", claims: { ...claims, team: "42" } },
        ask: { grant: "nightly" },
        facts: {},
        expect: { refused: "NotGranted" },
        path: ["tests", 1],
      },
    ]);
  });

  it("gives what is accepted, with its entry", () => {
    const text = `version: 1
accept: { one: "of all: because" }
issuers: { lab: { issuer: lab, audience: x, keys: { jwks: { keys: [{ kty: EC, crv: P-256, x: f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU, y: x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0 }] } }, algorithms: [ES256], accept: { two: of the issuer } } }
accounts: { a: { id: "111122223333", accept: { three: of the account } } }
grants: { g: { when: { issuer: lab, claims: { sub: x } }, assume: { role: r, account: a }, accept: { four: of the grant, five: too } } }
`;
    const { acceptances, locate } = readPolicyMap(text, "map.yaml");
    expect(acceptances).toEqual([
      { path: [], lint: "one", reason: "of all: because" },
      { path: ["issuers", "lab"], lint: "two", reason: "of the issuer" },
      { path: ["accounts", "a"], lint: "three", reason: "of the account" },
      { path: ["grants", "g"], lint: "four", reason: "of the grant" },
      { path: ["grants", "g"], lint: "five", reason: "too" },
    ]);
    expect(locate(["grants", "g", "accept", "five"])).toEqual({ file: "map.yaml", line: 5, column: 128 });
    expect(locate(["accept", "one"])).toEqual({ file: "map.yaml", line: 2, column: 16 });
  });

  it("knows where references to external IDs are, and gives them as they are", () => {
    const text = baselineMap
      .replace("externalId: reporting-7Qx2", "externalId: { ssm: /vend/reporting }")
      .replace("externalId: hub-3Lm8", 'externalId: { secret: "vend/hub#externalId" }');
    const [nightly] = readPolicyMap(text, "map.yaml").document.grants;
    expect(nightly?.targets[0]?.externalId).toStrictEqual({ ssm: "/vend/reporting" });
    expect(nightly?.via[0]?.externalId).toStrictEqual({ secret: "vend/hub", member: "externalId" });
  });

  it("may be JSON, with everything that YAML may have but anchors", () => {
    const text = JSON.stringify({
      version: 1,
      defaults: { format: "env" },
      accept: { x: "y" },
      tests: [],
      include: [],
    });
    const { document, acceptances } = readPolicyMap(text, "map.json");
    expect(document).toStrictEqual({ version: 1, issuers: [], grants: [], deny: [] });
    expect(acceptances).toHaveLength(1);
  });
});
