import { describe, expect, it } from "vitest";
import type { Grant, PolicyDocument } from "../../../shared/model/policy-document.ts";
import { parsePolicyMap } from "../../../shared/policy-map/parse-policy-map.ts";
import { PolicyMapError } from "../../../shared/policy-map/policy-map-error.ts";
import { baselineMap } from "./baseline-map.ts";
import { breakMap, problemsOf } from "./break-map.ts";

function parse(text: string): PolicyDocument {
  return parsePolicyMap(text, "map.yaml");
}

function grant(name: string, text: string): Grant {
  const found = parse(text).grants.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no grant ${name}`);
  return found;
}

/** The baseline's small grant with more lines in its `assume`. */
function fleet(lines: string): Grant {
  return grant("fleet", breakMap("accounts: { env: prod }", lines));
}

describe("a sound map", () => {
  it("may be empty of all but its version, and then grants nothing", () => {
    expect(parse("version: 1")).toStrictEqual({ version: 1, issuers: [], grants: [], deny: [] });
  });

  it("may be JSON, indented by tabs", () => {
    const text = JSON.stringify({ version: 1, accounts: { hub: { id: "999988887777" } } }, undefined, "\t");
    expect(parse(text)).toStrictEqual({ version: 1, issuers: [], grants: [], deny: [] });
  });

  it("may use anchors", () => {
    const text = breakMap('sub: { prefix: "fleet-" }', "sub: &who { prefix: fleet- }, actor: *who");
    expect(grant("fleet", text).when.claims).toEqual([
      { path: ["sub"], matcher: { kind: "prefix", prefix: "fleet-" } },
      { path: ["actor"], matcher: { kind: "prefix", prefix: "fleet-" } },
    ]);
  });

  it("fills in what is left out", () => {
    expect(parse(baselineMap).issuers[1]).toStrictEqual({
      name: "lab",
      issuer: "lab",
      audiences: ["vend"],
      keys: {
        kind: "inline",
        jwks: {
          keys: [
            {
              kty: "EC",
              crv: "P-256",
              x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
              y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
            },
          ],
        },
      },
      algorithms: ["ES256"],
      tokenType: undefined,
      maxTokenAgeSeconds: undefined,
      maxTokenLifetimeSeconds: 86_400,
      clockToleranceSeconds: 30,
      requiredClaims: ["jti", "email"],
      senderConstrained: undefined,
    });
    expect(grant("fleet", baselineMap)).toStrictEqual({
      name: "fleet",
      description: undefined,
      mode: "live",
      isDefault: false,
      oneTime: undefined,
      capAt: undefined,
      when: {
        issuers: ["corp", "lab"],
        claims: [{ path: ["sub"], matcher: { kind: "prefix", prefix: "fleet-" } }],
        network: undefined,
        time: undefined,
        mfa: undefined,
        senderConstrained: undefined,
      },
      targets: [
        {
          account: "reporting",
          roleArn: "arn:aws:iam::111122223333:role/fleet-reader",
          externalId: "reporting-7Qx2",
          region: undefined,
        },
        {
          account: "archive",
          roleArn: "arn:aws:iam::444455556666:role/fleet-reader",
          externalId: undefined,
          region: "eu-central-1",
        },
      ],
      via: [],
      durationSeconds: 3600,
      sessionName: [{ from: "claims", path: ["sub"], allowsPath: false }],
      sourceIdentity: undefined,
      tags: [],
      transitiveTagKeys: [],
      policyArns: [],
      policy: undefined,
      format: "container",
      answersAccountId: false,
      parameters: [],
    });
  });

  it("says what a grant says", () => {
    const text = breakMap(
      "    format: process",
      "    mode: shadow\n    default: true\n    oneTime: true\n    accountId: true\n    format: env",
    );
    expect(grant("nightly", text)).toMatchObject({
      mode: "shadow",
      isDefault: true,
      oneTime: true,
      answersAccountId: true,
      format: "env",
    });
  });

  it("reads every matcher and condition", () => {
    const text = breakMap(
      "env: prod\n",
      "env: { allOf: [a, true] }\n        zero: -0\n        no: { noneOf: [1.5] }\n",
    );
    expect(grant("nightly", text).when).toStrictEqual({
      issuers: ["corp"],
      claims: [
        { path: ["groups"], matcher: { kind: "anyOf", values: ["etl"] } },
        { path: ["env"], matcher: { kind: "allOf", values: ["a", true] } },
        { path: ["zero"], matcher: { kind: "equals", value: 0 } },
        { path: ["no"], matcher: { kind: "noneOf", values: [1.5] } },
        { path: ["team"], matcher: { kind: "matches", pattern: "[a-z]{2,30}" } },
        { path: ["path"], matcher: { kind: "glob", pattern: "a/*" } },
        { path: ["level"], matcher: { kind: "oneOf", values: [1, 2] } },
        { path: ["realm", "name"], matcher: { kind: "exists" } },
      ],
      network: { cidrs: ["10.20.0.0/16"], vpcEndpointIds: ["vpce-0123456789abcdef0"] },
      time: { days: ["mon", "tue"], fromMinute: 1320, toMinute: 360, zone: "Europe/Berlin" },
      mfa: { amr: ["mfa"], acr: ["gold"], maxAgeSeconds: 900 },
      senderConstrained: undefined,
    });
  });

  it("takes an anchored pattern", () => {
    const text = breakMap('matches: "[a-z]{2,30}"', 'matches: "^[a-z]+$"');
    expect(grant("nightly", text).when.claims[2]?.matcher).toEqual({ kind: "matches", pattern: "^[a-z]+$" });
  });

  it("ends a day at 24:00, which 00:00 means too", () => {
    const hours = 'days: [mon, tue], from: "22:00", to: "06:00"';
    expect(grant("nightly", breakMap(hours, 'from: "00:00", to: "24:00"')).when.time).toEqual({
      days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
      fromMinute: 0,
      toMinute: 1440,
      zone: "Europe/Berlin",
    });
    expect(grant("nightly", breakMap(hours, 'from: "22:00", to: "00:00"')).when.time).toMatchObject({
      fromMinute: 1320,
      toMinute: 1440,
    });
  });

  it("fetches keys from an address, over plain HTTP on loopback only", () => {
    for (const host of ["127.0.0.1:8081", "localhost:8081", "[::1]:8081"]) {
      const text = breakMap("keys: { discovery: true }", `keys: { jwksUri: "http://${host}/jwks" }`);
      expect(parse(text).issuers[0]?.keys).toEqual({ kind: "jwksUri", uri: `http://${host}/jwks` });
    }
    expect(problemsOf(breakMap("https://idp.corp.example", "http://127.0.0.1:8081"))).toBe("");
  });

  it("lets durations be up to their limits", () => {
    expect(fleet("account: reporting\n      duration: 12h").durationSeconds).toBe(43_200);
    expect(fleet("account: reporting\n      duration: 30m").durationSeconds).toBe(1800);
    expect(fleet("account: reporting\n      duration: 900\n    allowShort: true").durationSeconds).toBe(900);
    expect(problemsOf(breakMap("clockTolerance: 30s", "clockTolerance: 60s"))).toBe("");
    expect(problemsOf(breakMap("clockTolerance: 30s", "clockTolerance: 0"))).toBe("");
  });

  it("finds roles by name in the partition of the account's region", () => {
    expect(fleet("account: china").targets).toEqual([
      {
        account: "china",
        roleArn: "arn:aws-cn:iam::777766665555:role/fleet-reader",
        externalId: undefined,
        region: "cn-north-1",
      },
    ]);
    const gov = breakMap("region: cn-north-1", "region: us-gov-west-1").replace("{ env: prod }\ndeny", "[china]\ndeny");
    expect(grant("fleet", gov).targets[0]?.roleArn).toBe("arn:aws-us-gov:iam::777766665555:role/fleet-reader");
    expect(fleet("accounts: { env: prod, tier: gold }").targets).toHaveLength(1);
    expect(fleet("accounts: [archive, reporting]").targets.map(({ account }) => account)).toEqual([
      "archive",
      "reporting",
    ]);
  });

  it("sends an external ID to a role on the way, and none to an ARN of no account with one", () => {
    expect(grant("nightly", baselineMap).via).toStrictEqual([
      { roleArn: "arn:aws:iam::999988887777:role/hub", externalId: "hub-3Lm8" },
    ]);
    const text = breakMap(
      "arn:aws:iam::111122223333:role/team/report-reader\n      account: reporting",
      "arn:aws:iam::444455556666:role/x",
    );
    expect(grant("nightly", text).targets).toStrictEqual([
      { account: undefined, roleArn: "arn:aws:iam::444455556666:role/x", externalId: undefined, region: undefined },
    ]);
  });

  it("uses a claim that all issuers require, or any that a matcher guarantees", () => {
    expect(fleet('account: archive\n      sessionName: "{claims.jti}"').sessionName).toHaveLength(1);
    expect(problemsOf(breakMap('sessionName: "{claims.sub}"', 'sessionName: "{params.dataset}-{claims.sub}"'))).toBe(
      "",
    );
    const name = '"{claims.env}{claims.path}{claims.level}{claims.realm.name}{claims.jti}{grant}{issuer}"';
    expect(grant("nightly", breakMap('sessionName: "{claims.sub}"', `sessionName: ${name}`)).sessionName).toHaveLength(
      7,
    );
  });

  it("keeps a session policy's variables, numbers and truth values as they are", () => {
    const condition = '{ Bool: { "aws:SecureTransport": true }, NumericLessThan: { "s3:n": [-0, 5] } }';
    const policy = `{ Version: "2012-10-17", Id: x, Statement: { Effect: Deny, NotAction: s3:*, NotResource: "arn:aws:s3:::\${aws:username}", Condition: ${condition} } }`;
    expect(fleet(`account: archive\n      policy: ${policy}`).policy).toStrictEqual({
      members: {
        Version: "2012-10-17",
        Id: "x",
        Statement: {
          members: {
            Effect: "Deny",
            NotAction: "s3:*",
            NotResource: `arn:aws:s3:::\${aws:username}`,
            Condition: {
              members: {
                Bool: { members: { "aws:SecureTransport": true } },
                NumericLessThan: { members: { "s3:n": [0, 5] } },
              },
            },
          },
        },
      },
    });
  });

  it("marks what is filled in as in an ARN or in a condition", () => {
    const team = { from: "claims", path: ["team"], allowsPath: false };
    expect(grant("nightly", baselineMap).policy).toMatchObject({
      members: {
        Statement: [
          {
            members: {
              Resource: [
                { template: ["arn:aws:s3:::exports/", team, "/*"], place: "resource" },
                {
                  template: ["arn:aws:s3:::x/", { from: "params", name: "dataset", allowsPath: true }],
                  place: "resource",
                },
              ],
              Condition: {
                members: {
                  StringEquals: { members: { "aws:PrincipalTag/team": { template: [team], place: "condition" } } },
                },
              },
            },
          },
        ],
      },
    });
  });

  it("has room for 2,048 characters of policy and ARNs, and for one no more", () => {
    const policy = (length: number) => {
      const rest = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::"}}'
        .length;
      const resource = `arn:aws:s3:::${"r".repeat(length - rest)}{claims.sub}`;
      return `{ Version: "2012-10-17", Statement: { Effect: Allow, Action: "*", Resource: "${resource}" } }`;
    };
    const arn = "arn:aws:iam::aws:policy/A";
    const map = (length: number, arns: string) =>
      breakMap(
        "accounts: { env: prod }",
        `account: archive\n      policy: ${policy(length)}\n      policyArns: [${arns}]`,
      );
    expect(problemsOf(map(2048, ""))).toBe("");
    expect(problemsOf(map(2049, ""))).toContain("is at least 2049 characters long, over the limit of 2048");
    expect(problemsOf(map(2048 - arn.length, arn))).toBe("");
    expect(problemsOf(map(2049 - arn.length, arn))).toContain("is, with policyArns, at least 2049 characters long");
  });

  it("has room for STS's longest names and tags", () => {
    const lines = [
      `account: archive\n      sessionName: ${"a".repeat(64)}`,
      "account: archive\n      sourceIdentity: ab",
      `account: archive\n      tags: { ${"k".repeat(128)}: ${"v".repeat(256)}, empty: "" }`,
      `account: archive\n      tags: { ${Array.from({ length: 50 }, (_, index) => `t${index}: x`).join(", ")} }`,
      `account: archive\n      policyArns: [${Array.from({ length: 10 }, (_, index) => `arn:aws:iam::444455556666:policy/p/P${index}`).join(", ")}]`,
    ];
    for (const line of lines) expect(problemsOf(breakMap("accounts: { env: prod }", line))).toBe("");
  });
});

describe("a map with problems", () => {
  it("says file, line, column, path, rule and repair of each, in the order of the lines", () => {
    const text = breakMap("duration: 1h", "duration: 2h").replace("algorithms: [ES256]", "algorithms: [HS256, ES25]");
    expect(() => parsePolicyMap(text, "policy-map.yaml")).toThrow(PolicyMapError);
    expect(() => parsePolicyMap(text, "policy-map.yaml")).toThrow(
      /^policy-map\.yaml:17:18 issuers\.lab\.algorithms\[0\]: "HS256" can never .*\npolicy-map\.yaml:17:25 issuers\.lab\.algorithms\[1\]: "ES25" .*; did you mean ES256\?\npolicy-map\.yaml:43:17 grants\.nightly\.assume\.duration: 2h is over the one-hour limit of a role chain; use at most 1h$/,
    );
  });

  it("does not take what refers to a broken entry for broken too", () => {
    const text = breakMap('id: "444455556666"', "id: 444455556666").replace("discovery: true", "discovery: 1");
    const alone = text.replace("accounts: { env: prod }", "accounts: [archive]");
    const labelled = text.replace("accounts: { env: prod }", "accounts: { env: elsewhere }");
    for (const map of [text, alone, labelled]) {
      expect(
        problemsOf(map)
          .split("\n")
          .map((line) => line.split(" ")[1]),
      ).toEqual(["issuers.corp.keys.discovery:", "accounts.archive.id:"]);
    }
  });

  it("prints a hundred problems and counts the rest", () => {
    const text = `version: 1\ngrants:\n${Array.from({ length: 150 }, (_, index) => `  g${index}:`).join("\n")}`;
    expect(problemsOf(text).split("\n")).toHaveLength(150);
    expect(() => parse(text)).toThrow(/\nand 50 more$/);
    const caught = [0, 1].map(() => problemsOf(text));
    expect(caught[0]).toBe(caught[1]);
  });

  it("never shows an external ID or a private key", () => {
    const broken = [
      breakMap("externalId: hub-3Lm8", "externalId: hub 3Lm8 secret"),
      breakMap("externalId: hub-3Lm8", "externalId: [hub-3Lm8-secret]"),
      breakMap("externalId: hub-3Lm8", "externalId: { hub-3Lm8-secret }"),
      breakMap("externalId: hub-3Lm8", "externalId: { ssm: hub 3Lm8 secret }"),
      breakMap("externalId: hub-3Lm8", "externalId: { secret: hub 3Lm8 secret }"),
      breakMap("externalId: hub-3Lm8", 'externalId: { secret: "vend#hub 3Lm8" }'),
      breakMap("externalId: hub-3Lm8", 'externalId: "hub-3Lm8-secret'),
      breakMap("externalId: hub-3Lm8", "externalId: !x hub-3Lm8-secret"),
      breakMap("externalId: hub-3Lm8", "externalId: hub-3Lm8-secret: x"),
      breakMap(
        "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0 }",
        "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0, d: hub-3Lm8-secret }",
      ),
      breakMap(
        "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0 }",
        "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0, k: hub-3Lm8-secret }",
      ),
    ];
    for (const text of broken) {
      expect(problemsOf(text)).not.toBe("");
      expect(problemsOf(text)).not.toMatch(/3Lm8|7Qx2/);
    }
  });

  it("points nowhere but into the text where there is no value", () => {
    expect(problemsOf("version: 1\ngrants: { a: { when: } }").split("\n")).toEqual([
      "2:14 grants.a.assume: is missing; add it: a mapping",
      "2:16 grants.a.when: has no value; write a mapping, or remove the key",
    ]);
  });
});
