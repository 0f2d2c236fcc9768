import { describe, expect, test } from "vitest";
import {
  healthStatements,
  keyRefreshStatements,
  listGrantsStatements,
  logGroupArns,
  managedPolicies,
  openApiStatements,
  probeRole,
  serviceRights,
} from "../../../build/service-rights.ts";
import { generateMap } from "../../support/generate-map.ts";
import { temporaryFiles } from "../cli/run-vend.ts";

const file = temporaryFiles();
const map = file(
  "map.yaml",
  `version: 1
issuers:
  corp: { issuer: https://idp.corp.example, audience: a, keys: { discovery: true }, algorithms: [ES256] }
grants:
  nightly: { when: { issuer: corp, claims: { sub: a } }, assume: { role: "arn:aws:iam::111122223333:role/report-reader" } }
`,
);
const many = file("many.yaml", generateMap(300));

const place: Readonly<Record<string, string>> = {
  "self:provider.region": "eu-central-1",
  "self:service": "credential-vending-api",
  "sls:stage": "dev",
};

/** As the framework answers what `serverless.yml` says, and nothing else. */
function resolver(parameters: Readonly<Record<string, string>> = {}, tracing?: boolean) {
  const said: Readonly<Record<string, string>> = {
    policyMap: "file:dist/policy-map.json",
    policyMapFile: map,
    kmsKeyArns: "",
    keySets: "",
    sharedSessionsTable: "",
    sharedSessionsKey: "",
    dpopNonceKey: "",
    dataKey: "",
    replayTable: "",
    ...parameters,
  };
  return {
    resolveVariable: async (name: string) => {
      const value = place[name] ?? said[name.replace("param:", "")];
      if (value === undefined) throw new Error(`${name} cannot be resolved`);
      return value;
    },
    resolveConfigurationProperty: async (path: readonly string[]) =>
      path.join(".") === "provider.tracing.lambda" ? tracing : undefined,
  };
}
const allow = (action: string | readonly string[], ...resources: readonly unknown[]) => ({
  Effect: "Allow",
  Action: [action].flat(),
  Resource: resources,
});
const logGroup = (name: string) => ({ "Fn::GetAtt": [`${name}LogGroup`, "Arn"] });
const writeLogs = ["logs:CreateLogStream", "logs:PutLogEvents"];
const trace = allow(["xray:PutTelemetryRecords", "xray:PutTraceSegments"], "*");

/** The statements that the shared role carries itself. */
async function inline(...asked: Parameters<typeof resolver>) {
  const { extensions } = (await serviceRights(resolver(...asked))) as Rights;
  const [policy, ...more] = extensions.IamRoleLambdaExecution.Properties.Policies;
  expect(more).toEqual([]);
  return policy?.PolicyDocument.Statement ?? [];
}

interface Rights {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: WithDocument }>>;
  readonly extensions: {
    readonly IamRoleLambdaExecution: { readonly Properties: { readonly Policies: readonly WithDocument[] } };
  };
}

interface WithDocument {
  readonly PolicyDocument: { readonly Statement: readonly { readonly Resource: readonly unknown[] }[] };
}

describe("the shared role", () => {
  test("may write the logs of its own functions, and what the map needs", async () => {
    const [logs, ...rest] = await inline();
    expect(logs).toMatchObject({ Action: writeLogs });
    expect(logs?.Resource).toEqual(
      expect.arrayContaining([logGroup("VendDashcredentials"), logGroup("UnmatchedDashroute")]),
    );
    expect(logs?.Resource).not.toContainEqual(logGroup("Health"));
    expect(logs?.Resource).not.toContainEqual(logGroup("RefreshDashkeyDashsets"));
    expect(rest).toEqual([allow("sts:AssumeRole", "arn:aws:iam::111122223333:role/report-reader")]);
  });

  test("names what CloudFormation fills in as CloudFormation wants it", async () => {
    const bucket = {
      "Fn::Sub": `arn:\${AWS::Partition}:s3:::\${MapsBucket}/policy-map.json`,
    };
    const owner = { StringEquals: { "aws:ResourceAccount": { "Fn::Sub": `\${AWS::AccountId}` } } };
    expect(await inline({ policyMap: "" })).toContainEqual({ ...allow("s3:GetObject", bucket), Condition: owner });
  });

  test("may send traces where it is traced", async () => {
    expect(await inline({}, true)).toContainEqual(trace);
    expect(await inline({}, false)).not.toContainEqual(trace);
  });

  test("carries the rights to many roles in managed policies", async () => {
    const asked = { policyMapFile: many };
    expect(await inline(asked)).toHaveLength(1);
    const { Resources } = (await serviceRights(resolver(asked))) as Rights;
    const names = Object.keys(Resources);
    expect(names.length).toBeGreaterThan(1);
    expect(await managedPolicies(resolver(asked))).toEqual(names.map((name) => ({ Ref: name })));
    expect(new Set(Object.values(Resources).map(({ Type }) => Type))).toEqual(new Set(["AWS::IAM::ManagedPolicy"]));
    expect(await managedPolicies(resolver())).toEqual([]);
  });
});

describe("the role of the function that fetches key sets", () => {
  const logs = allow(writeLogs, logGroup("RefreshDashkeyDashsets"));
  const key = "arn:aws:kms:eu-central-1:999988887777:key/00000000-0000-0000-0000-000000000000";
  const object = { "Fn::Sub": `arn:\${AWS::Partition}:s3:::maps/key-sets.json` };
  const reading = [
    allow("s3:GetObject", { "Fn::Sub": `arn:\${AWS::Partition}:s3:::maps/live.json` }),
    allow("s3:GetObject", object),
  ];
  const stores = { policyMap: "s3://maps/live.json", keySets: "s3://maps/key-sets.json" };

  test("may read the map, and write what it has fetched: it assumes no role", async () => {
    const encrypted = { ...stores, kmsKeyArns: key };
    expect(await keyRefreshStatements(resolver(encrypted))).toEqual([
      ...reading,
      allow("kms:Decrypt", key),
      allow("s3:PutObject", object),
      allow("kms:GenerateDataKey", key),
      logs,
    ]);
    expect(await keyRefreshStatements(resolver(stores, true))).toEqual([
      ...reading,
      allow("s3:PutObject", object),
      logs,
      trace,
    ]);
  });

  test.each([
    ["", 1],
    ["s3://maps/key-sets.json", 3],
  ])("with KEY_SETS=%s: has %d statements", async (keySets, count) => {
    expect(await keyRefreshStatements(resolver({ keySets }))).toHaveLength(count);
  });
});

describe("the roles of the functions that read and do not vend", () => {
  const key = "arn:aws:kms:eu-central-1:999988887777:key/00000000-0000-0000-0000-000000000000";
  const all = {
    policyMap: "s3://maps/live.json",
    keySets: "s3://maps/key-sets.json",
    dpopNonceKey: "secret:vend/nonce",
    kmsKeyArns: key,
    sharedSessionsTable: "vend-sessions",
    sharedSessionsKey: key,
  };
  const reading = ["live.json", "key-sets.json"].map((name) =>
    allow("s3:GetObject", { "Fn::Sub": `arn:\${AWS::Partition}:s3:::maps/${name}` }),
  );
  const decrypting = allow("kms:Decrypt", key);

  test("may read the map and stored key sets: they assume no role, and know neither external IDs nor sessions", async () => {
    const logs = allow(writeLogs, logGroup("Health"));
    expect(await healthStatements(resolver(all, true))).toEqual([...reading, decrypting, logs, trace]);
    expect(await healthStatements(resolver())).toEqual([logs]);
  });

  test("may read the key of DPoP nonces, where proofs are taken", async () => {
    const nonce = `arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:\${AWS::AccountId}:secret:vend/nonce-??????`;
    const logs = allow(writeLogs, logGroup("ListDashgrants"));
    expect(await listGrantsStatements(resolver(all))).toEqual([
      ...reading,
      allow("secretsmanager:GetSecretValue", { "Fn::Sub": nonce }),
      decrypting,
      logs,
    ]);
    expect(await listGrantsStatements(resolver({}, true))).toEqual([logs, trace]);
  });
});

test("the role of the function that describes the API may write its log, and nothing else", async () => {
  const logs = allow(writeLogs, logGroup("Openapi"));
  expect(await openApiStatements(resolver({}))).toEqual([logs]);
  expect(await openApiStatements(resolver({}, true))).toEqual([logs, trace]);
});

test("the probe's role is what is set, else what the map gives for its grant", async () => {
  const probed = { probeGrant: "nightly", probeDeniedGrant: "", probeRole: "" };
  expect(await probeRole(resolver(probed))).toBe("arn:aws:iam::111122223333:role/report-reader");
  const set = "arn:aws:iam::444455556666:role/target";
  expect(await probeRole(resolver({ ...probed, probeRole: set }))).toBe(set);
  await expect(probeRole(resolver({ ...probed, probeGrant: "nightly-report", probeRole: set }))).rejects.toThrow(
    "PROBE_GRANT: the map has no grant nightly-report",
  );
});

test("a key of the stack's encrypts the logs of its own stage, function by function", async () => {
  const arns = JSON.stringify(await logGroupArns(resolver()));
  expect(arns).toContain(":log-group:/aws/lambda/credential-vending-api-dev-vend-credentials");
  expect(arns).toContain(":log-group:/aws/vendedlogs/credential-vending-api-dev/*");
  expect(arns).not.toMatch(/\/aws\/lambda\/[^"]*\*/);
});
