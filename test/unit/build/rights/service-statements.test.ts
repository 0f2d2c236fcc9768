import { describe, expect, test } from "vitest";
import { type DeployedWith, readDeployment } from "../../../../build/rights/deployed-with.ts";
import { serviceStatements } from "../../../../build/rights/service-statements.ts";
import { readPolicyMap } from "../../../../shared/policy-map/read-policy-map.ts";

const nothing: DeployedWith = {
  policyMap: "file:dist/policy-map.json",
  kmsKeyArns: "",
  keySets: "",
  sharedSessionsTable: "",
  sharedSessionsKey: "",
  dpopNonceKey: "",
  dataKey: "",
  replayTable: "",
};
const head = `version: 1
issuers:
  corp: { issuer: https://idp.corp.example, audience: a, keys: { discovery: true }, algorithms: [ES256] }
accounts:
  one: { id: "111122223333", externalId: { ssm: /vend/one } }
  two: { id: "444455556666", externalId: { secret: vend/two } }
`;
const one = (name: string) => `arn:aws:iam::123412341234:role/${name}`;
const two = (name: string) => `arn:aws:iam::567856785678:role/${name}`;
const place = `\${AWS::Region}:\${AWS::AccountId}`;
const allow = (action: string | readonly string[], ...resources: readonly string[]) => ({
  Effect: "Allow",
  Action: [action].flat(),
  Resource: resources,
});

/** The statements for a map of these grants, each `NAME: ASSUME`. */
function statementsOf(grants: readonly string[], deployed: Partial<DeployedWith> = {}, partition = "aws") {
  const rows = grants.map(
    (assume, index) => `  g${index}: { when: { issuer: corp, claims: { sub: s${index} } }, assume: ${assume} }\n`,
  );
  const map = readPolicyMap(`${head}grants:\n${rows.join("")}`, "map.yaml");
  return serviceStatements(map, readDeployment({ ...nothing, ...deployed }), partition);
}

describe("the service may assume", () => {
  test("the target of a grant, and of a chain the first role alone", () => {
    const grants = [`{ role: "${one("end")}" }`, `{ role: "${one("far")}", via: ["${two("hub")}", "${two("next")}"] }`];
    expect(statementsOf(grants)).toEqual([allow("sts:AssumeRole", one("end"), two("hub"))]);
  });

  test("each role once, in the order of the names, whatever the order of the map", () => {
    const grants = ["b", "a", "b", "c"].map((name) => `{ role: "${one(name)}" }`);
    const expected = [allow("sts:AssumeRole", one("a"), one("b"), one("c"))];
    expect(statementsOf(grants)).toEqual(expected);
    expect(statementsOf(grants.toReversed())).toEqual(expected);
  });

  test("with tags and source identity only where a grant uses them", () => {
    const grants = [
      `{ role: "${one("plain")}" }`,
      `{ role: "${one("tagged")}", tags: { a: b } }`,
      `{ role: "${one("named")}", sourceIdentity: "{claims.sub}" }`,
      `{ role: "${one("both")}", sourceIdentity: "{claims.sub}", tags: { a: b } }`,
      `{ role: "${one("end")}", tags: { a: b }, via: ["${two("late")}"] }`,
    ];
    expect(statementsOf(grants)).toEqual([
      allow("sts:AssumeRole", one("plain"), two("late")),
      allow(["sts:AssumeRole", "sts:SetSourceIdentity"], one("named")),
      allow(["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"], one("both")),
      allow(["sts:AssumeRole", "sts:TagSession"], one("tagged")),
    ]);
  });

  test("no role of another partition than its own, and something at least", () => {
    const grants = [`{ role: "${one("end")}" }`, '{ role: "arn:aws-cn:iam::123412341234:role/cn" }'];
    expect(statementsOf(grants, {}, "aws-cn")).toEqual([
      allow("sts:AssumeRole", "arn:aws-cn:iam::123412341234:role/cn"),
    ]);
    expect(() => statementsOf(grants, {}, "aws-us-gov")).toThrow("no role of partition aws-us-gov");
  });
});

describe("the service may read", () => {
  const grants = [`{ role: reader, account: one }`, `{ role: reader, account: two }`, `{ role: other, account: two }`];
  const reading = (deployed: Partial<DeployedWith> = {}) => statementsOf(grants, deployed).slice(1);
  const externalIds = [
    allow("ssm:GetParameter", `arn:\${AWS::Partition}:ssm:${place}:parameter/vend/one`),
    // A secret's ARN ends in six characters that nobody knows before it is there.
    allow("secretsmanager:GetSecretValue", `arn:\${AWS::Partition}:secretsmanager:${place}:secret:vend/two-??????`),
  ];

  test("the external IDs that the map refers to, each once", () => {
    expect(reading()).toEqual(externalIds);
  });

  test("the external ID that an account is to change over to, so that nothing has to be deployed when it does", () => {
    const changing = head.replace("{ ssm: /vend/one }", "{ ssm: /vend/one }, nextExternalId: { ssm: /vend/one-b }");
    const grant = "  job: { when: { issuer: corp, claims: { sub: s } }, assume: { role: reader, account: one } }\n";
    const map = readPolicyMap(`${changing}grants:\n${grant}`, "map.yaml");
    expect(serviceStatements(map, readDeployment(nothing), "aws").slice(1)).toEqual([
      allow(
        "ssm:GetParameter",
        `arn:\${AWS::Partition}:ssm:${place}:parameter/vend/one`,
        `arn:\${AWS::Partition}:ssm:${place}:parameter/vend/one-b`,
      ),
    ]);
  });

  test("the key of DPoP nonces beside them", () => {
    const [parameters, secrets] = externalIds;
    const parameter = `arn:\${AWS::Partition}:ssm:${place}:parameter/vend/nonce`;
    expect(reading({ dpopNonceKey: "ssm:/vend/nonce" })).toEqual([
      { ...parameters, Resource: [parameter, ...(parameters?.Resource ?? [])] },
      secrets,
    ]);
  });

  test.each<[policyMap: string, expected: readonly object[]]>([
    [
      "",
      [
        {
          ...allow("s3:GetObject", `arn:\${AWS::Partition}:s3:::\${MapsBucket}/policy-map.json`),
          Condition: { StringEquals: { "aws:ResourceAccount": `\${AWS::AccountId}` } },
        },
      ],
    ],
    ["file:dist/policy-map.json", []],
    ["s3://maps/prod/live.json", [allow("s3:GetObject", `arn:\${AWS::Partition}:s3:::maps/prod/live.json`)]],
    [
      "ssm:/vend/map",
      [
        allow("ssm:GetParameter", `arn:\${AWS::Partition}:ssm:${place}:parameter/vend/map`),
        allow("ssm:GetParameters", `arn:\${AWS::Partition}:ssm:${place}:parameter/vend/map/*`),
      ],
    ],
    [
      "appconfig:abc1234/def5678/ghi9012",
      [
        allow(
          ["appconfig:StartConfigurationSession", "appconfig:GetLatestConfiguration"],
          `arn:\${AWS::Partition}:appconfig:${place}:application/abc1234/environment/def5678/configuration/ghi9012`,
        ),
      ],
    ],
  ])("of POLICY_MAP=%s that alone", (policyMap, expected) => {
    expect(reading({ policyMap })).toEqual([...expected, ...externalIds]);
  });

  test("stored key sets, and never write them", () => {
    const stored = allow("s3:GetObject", `arn:\${AWS::Partition}:s3:::maps/key-sets.json`);
    expect(reading({ keySets: "s3://maps/key-sets.json" })).toEqual([stored, ...externalIds]);
  });

  test("what its keys encrypt, and the table of shared sessions with theirs", () => {
    const key = "arn:aws:kms:eu-central-1:999988887777:key/00000000-0000-0000-0000-000000000000";
    const deployed = { kmsKeyArns: key, sharedSessionsTable: "vend-sessions", sharedSessionsKey: key };
    expect(reading(deployed)).toEqual([
      ...externalIds,
      allow("kms:Decrypt", key),
      allow(
        ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
        `arn:\${AWS::Partition}:dynamodb:${place}:table/vend-sessions`,
      ),
      allow(["kms:GenerateDataKey", "kms:Decrypt"], key),
    ]);
  });

  test.each<[changes: Partial<DeployedWith>, problem: RegExp]>([
    [{ policyMap: "s3://maps/*" }, /^POLICY_MAP or KEY_SETS: a key with \* or \$/],
    [{ policyMap: `s3://maps/\${AWS::Region}` }, /^POLICY_MAP or KEY_SETS: a key with \* or \$/],
    [{ policyMap: "appconfig:vend/prod/map" }, /IAM knows what is in AppConfig by its id/],
    [{ policyMap: "appconfig:abc1234/def5678/*" }, /IAM knows/],
    [{ keySets: "s3://maps/*" }, /^POLICY_MAP or KEY_SETS: a key with \* or \$/],
  ])("nothing with %j, which names no single thing", (changes, problem) => {
    expect(() => reading(changes)).toThrow(problem);
  });
});
