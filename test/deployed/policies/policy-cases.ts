import { readFileSync } from "node:fs";
import { generateMap } from "../../support/generate-map.ts";
import { authoredPermissions } from "./authored-permissions.ts";

const here = `\${AWS::Region}:\${AWS::AccountId}`;
const object = (path: string) => `arn:\${AWS::Partition}:s3:::${path}`;
const key = (id: string) => `arn:aws:kms:eu-central-1:999988887777:key/00000000-0000-0000-0000-00000000000${id}`;
const tracing = ["xray:PutTelemetryRecords on *", "xray:PutTraceSegments on *"];
/** A token of AWS's own making, for these audiences alone. */
const tokenFor = (...audiences: readonly string[]) =>
  `sts:GetWebIdentityToken on * if ${JSON.stringify({
    "ForAllValues:StringEquals": { "sts:IdentityTokenAudience": audiences },
    Null: { "sts:IdentityTokenAudience": "false" },
    StringEquals: { "sts:SigningAlgorithm": "ES384" },
    NumericLessThanEquals: { "sts:DurationSeconds": "300" },
  })}`;
/** Of a table or a bucket that is encrypted with it, of this stack and so of those that there are. */
function dataKey({ DATA_KEY: dataKey = "", REPLAY_TABLE: table = "" }: PolicyCase["env"]): readonly string[] {
  if (dataKey === "") return [];
  const services = ["s3", ...(table === "" ? [] : ["dynamodb"])];
  const via = services.map((service) => ({ "Fn::Sub": `${service}.\${AWS::Region}.\${AWS::URLSuffix}` }));
  const condition = JSON.stringify({ StringEquals: { "kms:ViaService": via } });
  const resource = dataKey === "make" ? "<DataKey.Arn>" : dataKey;
  const actions = ["Decrypt", "Encrypt", "GenerateDataKey", "ReEncryptFrom", "ReEncryptTo", "DescribeKey"];
  return actions.map((action) => `kms:${action} on ${resource} if ${condition}`);
}
/** All that a map can ask of the service's role at once. */
const everything = `version: 1
issuers:
  corp: { issuer: https://idp.corp.example, audience: a, keys: { discovery: true }, algorithms: [ES256], requiredClaims: [jti] }
accounts:
  one: { id: "111122223333", externalId: { ssm: /vend/one }, nextExternalId: { ssm: /vend/one-2027 }, labels: { env: prod } }
  two: { id: "444455556666", externalId: { secret: vend/two#externalId }, labels: { env: prod } }
  three: { id: "777788889999", externalId: { secret: "arn:aws:secretsmanager:eu-west-1:999988887777:secret:vend/three-a1b2c3" } }
  four: { id: "123412341234", externalId: kept-in-the-map }
grants:
  plain: { when: { issuer: corp, claims: { sub: a } }, assume: { role: plain, account: one } }
  tagged: { when: { issuer: corp, claims: { sub: b } }, assume: { role: team/tagged, account: two, tags: { a: b } } }
  named: { when: { issuer: corp, claims: { sub: c } }, assume: { role: named, account: three, sourceIdentity: "{claims.sub}" } }
  many: { when: { issuer: corp, claims: { sub: d } }, assume: { role: auditor, accounts: { env: prod } } }
  once: { oneTime: true, when: { issuer: corp, claims: { sub: e } }, assume: { role: releaser, account: four } }
  chosen:
    when: { issuer: corp, claims: { sub: f } }
    assume: { role: dataset-reader, account: four }
    parameters: { dataset: { pattern: "[a-z]{1,9}" } }
  chained:
    when: { issuer: corp, claims: { sub: g } }
    assume: { role: far, account: one, via: ["arn:aws:iam::555566667777:role/hub", "arn:aws:iam::555566667777:role/next"], tags: { a: b } }
  chained-tags:
    when: { issuer: corp, claims: { sub: h } }
    assume: { role: far, account: one, via: ["arn:aws:iam::555566667777:role/hub-two"], tags: { a: b }, transitiveTags: [a] }
`;

/** A map with settings, and what they need. */
export interface PolicyCase {
  readonly name: string;
  readonly map: string;
  readonly env: Readonly<Record<string, string>>;
  /** By role, besides what the map asks of the service's own. */
  readonly expected: {
    readonly service: readonly string[];
    /** Of both functions that read and do not vend. */
    readonly readers: readonly string[];
    /** Besides, of the one that takes proofs. */
    readonly listGrants?: readonly string[];
    readonly keyRefresh?: readonly string[];
    readonly probeVending?: readonly string[];
    readonly probeRefusals?: readonly string[];
  };
}

/** The bucket that a stack makes for its maps. */
export const mapsBucket = `\${MapsBucket}`;
/** In the stack's account: what has been deleted, another may make by the same name. */
const ownerOnly = JSON.stringify({ StringEquals: { "aws:ResourceAccount": { "Fn::Sub": `\${AWS::AccountId}` } } });
const ownMap = [`s3:GetObject on ${object(`${mapsBucket}/policy-map.json`)} if ${ownerOnly}`];
/** From nothing to everything. */
export const policyCases: readonly [PolicyCase, PolicyCase, PolicyCase] = [
  {
    name: "the demo's map, with nothing switched on",
    map: readFileSync("local/demo/policy-map.yaml", "utf8"),
    env: {},
    expected: { service: ownMap, readers: ownMap },
  },
  {
    name: "a map with chains, parameters, secrets and one-time grants, with all that is kept",
    map: everything,
    env: {
      POLICY_MAP: "ssm:/vend/map",
      KEY_SETS: "s3://keys/key-sets.json",
      KMS_KEY_ARNS: key("1"),
      REPLAY_TABLE: "vend-replay",
      SHARED_SESSIONS_TABLE: "vend-sessions",
      SHARED_SESSIONS_KEY: key("2"),
      DPOP_NONCE_KEY: "ssm:/vend/nonce",
      DATA_KEY: "make",
      TRACING: "on",
      PROBE_GRANT: "plain",
      PROBE_TOKEN: "aws",
      PROBE_AUDIENCE: "https://vend.corp.example",
    },
    expected: {
      service: [
        `ssm:GetParameter on arn:\${AWS::Partition}:ssm:${here}:parameter/vend/map`,
        `ssm:GetParameters on arn:\${AWS::Partition}:ssm:${here}:parameter/vend/map/*`,
        `ssm:GetParameter on arn:\${AWS::Partition}:ssm:${here}:parameter/vend/nonce`,
        `s3:GetObject on ${object("keys/key-sets.json")}`,
        `kms:Decrypt on ${key("1")}`,
        ...["GetItem", "PutItem", "UpdateItem", "DeleteItem"].map(
          (action) => `dynamodb:${action} on arn:\${AWS::Partition}:dynamodb:${here}:table/vend-sessions`,
        ),
        `kms:GenerateDataKey on ${key("2")}`,
        `kms:Decrypt on ${key("2")}`,
      ],
      readers: [
        `ssm:GetParameter on arn:\${AWS::Partition}:ssm:${here}:parameter/vend/map`,
        `ssm:GetParameters on arn:\${AWS::Partition}:ssm:${here}:parameter/vend/map/*`,
        `s3:GetObject on ${object("keys/key-sets.json")}`,
        `kms:Decrypt on ${key("1")}`,
      ],
      listGrants: [`ssm:GetParameter on arn:\${AWS::Partition}:ssm:${here}:parameter/vend/nonce`],
      keyRefresh: [
        `ssm:GetParameter on arn:\${AWS::Partition}:ssm:${here}:parameter/vend/map`,
        `ssm:GetParameters on arn:\${AWS::Partition}:ssm:${here}:parameter/vend/map/*`,
        `s3:GetObject on ${object("keys/key-sets.json")}`,
        `s3:PutObject on ${object("keys/key-sets.json")}`,
        `kms:Decrypt on ${key("1")}`,
        `kms:GenerateDataKey on ${key("1")}`,
      ],
      probeVending: [tokenFor("https://vend.corp.example")],
      probeRefusals: [tokenFor("https://vend.corp.example", "https://not-for-vending.invalid")],
    },
  },
  {
    name: "a map of 500 grants, in managed policies",
    map: generateMap(500),
    env: { POLICY_MAP: "file:dist/policy-map.json", DATA_KEY: key("3") },
    expected: { service: [], readers: [] },
  },
];

/** By role, all that a case allows but the logs of functions, as `ACTION on RESOURCE`. Roles that a case does not have are left out. */
export function expectedPermissions({ map, env, expected }: PolicyCase): Readonly<Record<string, readonly string[]>> {
  const { service, readers, listGrants = [], keyRefresh, probeVending, probeRefusals } = expected;
  const traces = env["TRACING"] === "on" ? tracing : [];
  const uses = (...actions: readonly string[]) =>
    env["REPLAY_TABLE"] === undefined ? [] : actions.map((action) => `dynamodb:${action} on <ReplayTable.Arn>`);
  const key = dataKey(env);
  return {
    IamRoleLambdaExecution: [
      ...authoredPermissions(map),
      ...service,
      ...traces,
      ...uses("PutItem", "DeleteItem"),
      ...key,
    ],
    HealthRole: [...readers, ...traces, ...key],
    ListGrantsRole: [...readers, ...listGrants, ...traces, ...uses("PutItem"), ...key],
    OpenApiRole: traces,
    ...(keyRefresh !== undefined && { KeyRefreshRole: [...keyRefresh, ...traces, ...key] }),
    ...(probeVending !== undefined && { ProbeVendingRole: [...probeVending, ...traces] }),
    ...(probeRefusals !== undefined && { ProbeRefusalsRole: [...probeRefusals, ...traces] }),
  };
}
