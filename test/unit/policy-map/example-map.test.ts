import { describe, expect, it } from "vitest";
import type { PolicyDocument } from "../../../shared/model/policy-document.ts";
import { parsePolicyMap } from "../../../shared/policy-map/parse-policy-map.ts";

/** The example of the documentation, with the external IDs written out. */
const exampleMap = `version: 1
issuers:
  corp:
    issuer: https://idp.corp.example          # compared exactly
    audience: [https://vend.corp.example]
    keys: { discovery: true }                 # or { jwksUri: ... } or { jwks: {...} }
    algorithms: [RS256, ES256]                # never inferred from the token
    tokenType: at+jwt                         # optional
    maxTokenAge: 1h                           # now - iat
    maxTokenLifetime: 1h                      # exp - iat
    clockTolerance: 30s
    requiredClaims: [sub, jti]
    senderConstrained: false

accounts:
  reporting: { id: "111122223333", externalId: reporting-7Qx2, labels: { env: prod } }
  archive:   { id: "444455556666", externalId: archive-9Zk4, labels: { env: prod }, region: eu-central-1 }

grants:
  nightly-report:
    description: Nightly report job reads the exports of its own team
    when:
      issuer: corp
      claims:
        sub: { oneOf: [report-runner, report-runner-canary] }
        groups: { anyOf: [etl] }
        env: prod
        team: { matches: "[a-z][a-z0-9-]{1,30}" }
      network: { cidr: [10.20.0.0/16] }
      time: { days: [mon, tue, wed, thu, fri], from: "05:00", to: "09:00", zone: Europe/Berlin }
      mfa: { amr: [mfa, hwk], maxAge: 15m }
    assume:
      role: arn:aws:iam::111122223333:role/report-reader
      account: reporting
      via: [arn:aws:iam::999988887777:role/vending-hub]
      duration: 1h
      sessionName: "{claims.sub}"
      sourceIdentity: "{claims.sub}"
      tags: { team: "{claims.team}" }
      transitiveTags: [team]
      policyArns: []
      policy:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: [s3:GetObject, s3:ListBucket]
            Resource: ["arn:aws:s3:::exports", "arn:aws:s3:::exports/{claims.team}/*"]
    format: container
    parameters: { dataset: { pattern: "[a-z0-9-]{1,40}" } }

deny:
  - { issuer: corp, claims: { sub: report-runner-old }, reason: "key leaked 2026-10-01" }
`;

const sub = { from: "claims", path: ["sub"], allowsPath: false } as const;
const team = { from: "claims", path: ["team"], allowsPath: false } as const;

const exampleDocument: PolicyDocument = {
  version: 1,
  issuers: [
    {
      name: "corp",
      issuer: "https://idp.corp.example",
      audiences: ["https://vend.corp.example"],
      keys: { kind: "discovery" },
      algorithms: ["RS256", "ES256"],
      tokenType: "at+jwt",
      maxTokenAgeSeconds: 3600,
      maxTokenLifetimeSeconds: 3600,
      clockToleranceSeconds: 30,
      requiredClaims: ["sub", "jti"],
      senderConstrained: undefined,
    },
  ],
  grants: [
    {
      name: "nightly-report",
      description: "Nightly report job reads the exports of its own team",
      mode: "live",
      isDefault: false,
      when: {
        issuers: ["corp"],
        claims: [
          { path: ["sub"], matcher: { kind: "oneOf", values: ["report-runner", "report-runner-canary"] } },
          { path: ["groups"], matcher: { kind: "anyOf", values: ["etl"] } },
          { path: ["env"], matcher: { kind: "equals", value: "prod" } },
          { path: ["team"], matcher: { kind: "matches", pattern: "[a-z][a-z0-9-]{1,30}" } },
        ],
        network: { cidrs: ["10.20.0.0/16"], vpcEndpointIds: [] },
        time: { days: ["mon", "tue", "wed", "thu", "fri"], fromMinute: 300, toMinute: 540, zone: "Europe/Berlin" },
        mfa: { amr: ["mfa", "hwk"], acr: [], maxAgeSeconds: 900 },
        senderConstrained: undefined,
      },
      targets: [
        {
          account: "reporting",
          roleArn: "arn:aws:iam::111122223333:role/report-reader",
          externalId: "reporting-7Qx2",
          region: undefined,
        },
      ],
      oneTime: undefined,
      capAt: undefined,
      via: [{ roleArn: "arn:aws:iam::999988887777:role/vending-hub", externalId: undefined }],
      durationSeconds: 3600,
      sessionName: [sub],
      sourceIdentity: [sub],
      tags: [{ key: "team", value: [team] }],
      transitiveTagKeys: ["team"],
      policyArns: [],
      policy: {
        members: {
          Version: "2012-10-17",
          Statement: [
            {
              members: {
                Effect: "Allow",
                Action: ["s3:GetObject", "s3:ListBucket"],
                Resource: [
                  "arn:aws:s3:::exports",
                  { template: ["arn:aws:s3:::exports/", team, "/*"], place: "resource" },
                ],
              },
            },
          ],
        },
      },
      format: "container",
      answersAccountId: false,
      parameters: [{ name: "dataset", pattern: "[a-z0-9-]{1,40}", description: undefined }],
    },
  ],
  deny: [
    {
      issuers: ["corp"],
      claims: [{ path: ["sub"], matcher: { kind: "equals", value: "report-runner-old" } }],
      reason: "key leaked 2026-10-01",
    },
  ],
};

describe("the example of the documentation", () => {
  it("is the document that it means", () => {
    expect(parsePolicyMap(exampleMap, "policy-map.yaml")).toStrictEqual(exampleDocument);
  });

  it.each([
    ["with CRLF line ends", exampleMap.replaceAll("\n", "\r\n")],
    ["with a byte order mark", `\uFEFF${exampleMap}`],
    ["with a $schema for editors", `$schema: ./policy-map.schema.json\n${exampleMap}`],
    ["with a document start and end", `---\n${exampleMap}...\n`],
  ])("is the same %s", (_what, text) => {
    expect(parsePolicyMap(text, "policy-map.yaml")).toStrictEqual(exampleDocument);
  });

  it("is the same a second time", () => {
    const again = parsePolicyMap(exampleMap, "another.yaml");
    expect(JSON.stringify(again)).toBe(JSON.stringify(parsePolicyMap(exampleMap, "policy-map.yaml")));
  });
});
