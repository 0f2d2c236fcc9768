import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { splitPolicy } from "../../../cli/trust/split-policy.ts";
import { readingRights } from "../../../shared/config/reading-rights.ts";
import { runVend, soundMap, temporaryFiles } from "./run-vend.ts";

const file = temporaryFiles();
const service = "arn:aws:iam::999988887777:role/svc/vending-service";

/** Two accounts and a chain within one of them; tags, source identity and durations differ from role to role. */
const map = file(
  "map.yaml",
  `version: 1
issuers:
  corp: { issuer: https://idp.corp.example, audience: a, keys: { discovery: true }, algorithms: [ES256] }
accounts:
  one: { id: "111122223333", externalId: id-of-one }
  two: { id: "444455556666", externalId: { ssm: /vend/two } }
grants:
  plain: { when: { issuer: corp, claims: { sub: a } }, assume: { role: team/reader, account: one, duration: 2h } }
  longer: { when: { issuer: corp, claims: { sub: b } }, assume: { role: team/reader, account: one, duration: 4h, sourceIdentity: "{claims.sub}" } }
  tagged: { when: { issuer: corp, claims: { sub: c } }, assume: { role: tagged, account: two, tags: { a: b } } }
  chained:
    when: { issuer: corp, claims: { sub: d } }
    assume: { role: end, account: two, via: ["arn:aws:iam::444455556666:role/hub"] }
`,
);
const trust = (...options: string[]) => runVend(["trust", map, ...options]);

/** Of a service in two regions. */
const elsewhere = "arn:aws:iam::999988887777:role/vending-elsewhere";
const both = ["--service-role", service, "--service-role", elsewhere];

interface Role {
  readonly path?: string;
  readonly maxSessionDuration: number;
  readonly trustPolicy: { readonly Statement: readonly unknown[] };
  readonly permissions?: readonly { readonly Statement: unknown }[];
}
type Accounts = Record<string, { readonly roles: Record<string, Role> }>;

describe("trust --as json", () => {
  test("groups roles by account, each with its trust policy and its longest session", async () => {
    const { exitCode, out, json } = await trust("--service-role", service);
    expect(exitCode).toBe(0);
    const { accounts, serviceIdentity } = json() as { accounts: Accounts; serviceIdentity: string };
    expect(serviceIdentity).toBe(service);
    expect(Object.keys(accounts)).toEqual(["111122223333", "444455556666", "999988887777"]);
    expect(accounts["111122223333"]?.roles["reader"]).toMatchObject({ path: "/team/", maxSessionDuration: 14_400 });
    expect(accounts["444455556666"]?.roles["tagged"]).toMatchObject({ maxSessionDuration: 3_600 });
    expect((await trust("--service-role", service, "--json")).out).toBe(out);
  });

  test("of several service roles each is trusted as much, and has the same leave; roles of the map are as they were", async () => {
    const { accounts, serviceIdentity } = (await trust(...both, "--service-role", service)).json() as {
      accounts: Accounts;
      serviceIdentity: string;
    };
    expect(serviceIdentity).toBe(service);
    expect(accounts["111122223333"]?.roles["reader"]?.trustPolicy.Statement).toEqual([
      {
        Effect: "Allow",
        Principal: { AWS: [service, elsewhere] },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "sts:ExternalId": "id-of-one" } },
      },
      { Effect: "Allow", Principal: { AWS: [service, elsewhere] }, Action: "sts:SetSourceIdentity" },
    ]);
    expect(accounts["444455556666"]?.roles["end"]?.trustPolicy.Statement).toMatchObject([
      { Principal: { AWS: "arn:aws:iam::444455556666:role/hub" } },
    ]);
    const { "vending-service": one, "vending-elsewhere": other } = accounts["999988887777"]?.roles ?? {};
    expect(one?.permissions).toHaveLength(1);
    expect(other?.permissions).toEqual(one?.permissions);
  });

  test("gives the service leave for exactly the first roles, and tags and source identity only where used", async () => {
    const { accounts } = (await trust("--service-role", service)).json() as { accounts: Accounts };
    expect(accounts["999988887777"]?.roles["vending-service"]?.permissions).toEqual([
      {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: ["sts:AssumeRole", "sts:SetSourceIdentity"],
            Resource: ["arn:aws:iam::111122223333:role/team/reader"],
          },
          {
            Effect: "Allow",
            Action: ["sts:AssumeRole", "sts:TagSession"],
            Resource: ["arn:aws:iam::444455556666:role/tagged"],
          },
          { Effect: "Allow", Action: ["sts:AssumeRole"], Resource: ["arn:aws:iam::444455556666:role/hub"] },
        ],
      },
    ]);
    expect(accounts["444455556666"]?.roles["hub"]?.permissions?.[0]?.Statement).toEqual([
      { Effect: "Allow", Action: ["sts:AssumeRole"], Resource: ["arn:aws:iam::444455556666:role/end"] },
    ]);
  });

  test.each(["one", "111122223333"])(
    "--account %s: only that account, without the service's own role",
    async (account) => {
      const { json } = await trust("--service-role", service, "--account", account);
      expect(Object.keys(json()["accounts"] as Accounts)).toEqual(["111122223333"]);
      expect(json()).not.toHaveProperty("serviceIdentity");
    },
  );

  test("says that no service role was named, and puts none that exists in its place", async () => {
    const { out, error } = await trust();
    expect(error).toContain("no --service-role was given: arn:aws:iam::000000000000:role/vending-service");
    expect(out).toContain("arn:aws:iam::000000000000:role/vending-service");
  });

  test("an external ID that is kept in AWS is not printed; --local prints the local stack's", async () => {
    const { out, error } = await trust();
    expect(out).toContain("<value of SSM parameter /vend/two>");
    expect(error).toContain("external IDs that the map keeps in SSM or Secrets Manager are not printed");
    expect((await trust("--local")).out).toMatch(/"local-[0-9a-f]{32}"/);
    expect((await trust("--local", "--as", "terraform")).exitCode).toBe(2);
  });

  test.each([
    [
      "service roles of two partitions",
      [...both, "--service-role", "arn:aws-cn:iam::999988887777:role/vending"],
      "another partition",
    ],
    ["one of several that is none", [...both, "--service-role", "vending-service"], "is not the ARN of a role"],
    ["several in one region", [...both, "--region", "eu-central-1"], "--region is for one --service-role"],
  ])("%s: unusable, and why", async (_what, options, said) => {
    expect(await trust(...options)).toMatchObject({ exitCode: 2, out: "", error: expect.stringContaining(said) });
  });

  test.each([
    ["an account that the map does not lead into", ["--account", "three"]],
    ["a service role that is none", ["--service-role", "vending-service"]],
  ])("%s is unusable", async (_what, options) => {
    expect(await trust(...options)).toMatchObject({ exitCode: 2, out: "" });
  });

  test("what one deployment cannot have is said", async () => {
    const china = file("china.yaml", soundMap.replace('id: "111122223333"', 'id: "111122223333", region: cn-north-1'));
    const { error, json } = await runVend(["trust", china, "--service-role", service]);
    expect(error).toContain("a role of partition aws cannot assume roles of another: 1 grants are left out");
    expect(Object.keys(json()["accounts"] as Accounts)).toEqual(["999988887777"]);
    expect((await runVend(["trust", china])).json()).toMatchObject({
      partition: "aws-cn",
      serviceIdentity: "arn:aws-cn:iam::000000000000:role/vending-service",
    });
    const { error: crowded } = await runVend(["trust", file("crowded.json", mapOfRoles(1_200))]);
    expect(crowded).toMatch(/the service's permissions take 1\d managed policies, and a role takes 10/);
    expect(crowded).toContain("account 111122223333 has over 500 roles");
    const twins = file("twins.yaml", readFileSync(map, "utf8").replace("role: tagged,", "role: deep/end,"));
    expect((await runVend(["trust", twins])).error).toContain("account 444455556666 cannot have two roles named end");
  });
});

describe("the service's own rights", () => {
  const secrets = file(
    "secrets.yaml",
    readFileSync(map, "utf8")
      .replace("externalId: id-of-one", "externalId: { secret: vend/one#externalId }")
      .replace(
        "grants:",
        `  three: { id: "777788889999", externalId: { ssm: flat } }
  four: { id: "777788889990", externalId: { secret: "arn:aws:secretsmanager:eu-west-1:999988887777:secret:vend/four-a1b2c3" } }
grants:
  third: { when: { issuer: corp, claims: { sub: e } }, assume: { role: r, account: three } }
  fourth: { when: { issuer: corp, claims: { sub: f } }, assume: { role: r, account: four } }`,
      ),
  );
  const key = "arn:aws:kms:eu-central-1:999988887777:key/00000000-0000-0000-0000-000000000000";
  const rights = async (...options: string[]) => {
    const { json, error } = await runVend(["trust", secrets, "--service-role", service, ...options]);
    const { accounts } = json() as { accounts: Record<string, { roles: Record<string, { permissions: Policy[] }> }> };
    const statements = accounts["999988887777"]?.roles["vending-service"]?.permissions.flatMap((one) => one.Statement);
    return { error, rights: statements?.filter(({ Action }) => !Action.includes("sts:AssumeRole")) };
  };
  interface Policy {
    readonly Statement: readonly { readonly Action: readonly string[] }[];
  }
  const allow = (action: string | string[], ...resources: string[]) => ({
    Effect: "Allow",
    Action: [action].flat(),
    Resource: resources,
  });
  const here = (service: string, rest: string) => `arn:aws:${service}:eu-central-1:999988887777:${rest}`;

  test("are whole with what it is deployed with, and no note says that something is missing", async () => {
    const deployed = [
      "--policy-map",
      "s3://maps/live.json",
      "--region",
      "eu-central-1",
      "--replay-table",
      "vend-replay",
    ];
    const { rights: found, error } = await rights(
      ...deployed,
      "--key-sets",
      "s3://maps/keys.json",
      "--dpop-nonce-key",
      "secret:vend/nonce",
      "--kms-key",
      key,
      "--shared-sessions-table",
      "vend-sessions",
      "--shared-sessions-key",
      key,
    );
    expect(found).toEqual([
      allow("s3:GetObject", "arn:aws:s3:::maps/live.json"),
      allow("s3:GetObject", "arn:aws:s3:::maps/keys.json"),
      allow("ssm:GetParameter", here("ssm", "parameter/flat"), here("ssm", "parameter/vend/two")),
      allow(
        "secretsmanager:GetSecretValue",
        "arn:aws:secretsmanager:eu-west-1:999988887777:secret:vend/four-a1b2c3",
        here("secretsmanager", "secret:vend/one-??????"),
        here("secretsmanager", "secret:vend/nonce-??????"),
      ),
      allow("kms:Decrypt", key),
      allow(["dynamodb:PutItem", "dynamodb:DeleteItem"], here("dynamodb", "table/vend-replay")),
      allow(
        ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
        here("dynamodb", "table/vend-sessions"),
      ),
      allow(["kms:GenerateDataKey", "kms:Decrypt"], key),
    ]);
    expect(error).not.toMatch(/among the service's|no --region/);
  });

  test("to a table are those that the service is deployed with", () => {
    const deployed = parse(readFileSync(new URL("../../../deploy/tables.yml", import.meta.url), "utf8"));
    const [statement] = deployed.Resources.ReplayTableRights.Properties.PolicyDocument.Statement;
    const place = { partition: "aws", region: "eu-central-1", accountId: "999988887777" };
    const stores = { parameters: [], secrets: [], keys: [], replayTable: "vend-replay" };
    expect(readingRights(stores, place).map(({ actions }) => actions)).toEqual([statement.Action]);
  });

  test.each<[location: string, expected: object[]]>([
    ["file:policy-map.json", []],
    [
      "ssm:/vend/map",
      [
        allow("ssm:GetParameter", here("ssm", "parameter/vend/map")),
        allow("ssm:GetParameters", here("ssm", "parameter/vend/map/*")),
      ],
    ],
    [
      "appconfig:abc1234/def5678/ghi9012",
      [
        allow(
          ["appconfig:StartConfigurationSession", "appconfig:GetLatestConfiguration"],
          here("appconfig", "application/abc1234/environment/def5678/configuration/ghi9012"),
        ),
      ],
    ],
  ])("for %s are to read that alone", async (location, expected) => {
    const { rights: found } = await rights("--policy-map", location, "--region", "eu-central-1");
    expect(found?.slice(0, expected.length)).toEqual(expected);
    expect(found).toHaveLength(expected.length + 2);
  });

  test("leave out what is not known, and say so", async () => {
    const { rights: found, error } = await rights();
    expect(found).toEqual([]);
    expect(error).toContain("no --policy-map was given: the right to read the map");
    expect(error).toContain("no --region was given: the rights to read what external IDs are kept in (4)");
    expect((await runVend(["trust", secrets, "--local"])).error).not.toContain("among the service's");
    expect((await runVend(["trust", secrets, "--account", "one"])).error).not.toContain("among the service's");
  });

  test.each([
    ["a place that is none", ["--policy-map", "elsewhere"], "no place for a policy map"],
    ["a key that names many objects", ["--policy-map", "s3://maps/*"], "names more than one object"],
    ["names in AppConfig", ["--policy-map", "appconfig:vend/prod/map", "--region", "eu-central-1"], "by its id"],
    ["key sets in a parameter", ["--key-sets", "ssm:/vend/keys"], "is no place for key sets"],
    ["a parameter in no region", ["--policy-map", "ssm:/vend/map"], "say which with --region"],
    ["a table in no region", ["--replay-table", "vend-replay"], "say which with --region"],
    ["a table of sessions without a key", ["--shared-sessions-table", "vend-sessions"], "go together"],
    ["a nonce key in no region", ["--dpop-nonce-key", "ssm:/vend/nonce"], "say which with --region"],
    ["a nonce key itself", ["--dpop-nonce-key", "0123456789abcdef"], "is no place of a secret"],
    ["a table that is none", ["--replay-table", "*", "--region", "eu-central-1"], "no name of a DynamoDB table"],
    ["a region that is none", ["--region", "*"], "no region"],
    ["any key", ["--kms-key", key, "arn:aws:kms:eu-central-1:999988887777:key/*"], "no ARN of a KMS key"],
  ])("%s is unusable", async (_what, options, said) => {
    const run = await runVend(["trust", secrets, "--service-role", service, ...options]);
    expect(run).toMatchObject({ exitCode: 2, out: "", error: expect.stringContaining(said) });
  });
});

/** So many grants of a role each, in one account. */
function mapOfRoles(count: number): string {
  const grant = (index: number) => ({
    when: { issuer: "corp", claims: { sub: `job-${index}` } },
    assume: { role: `role-with-a-long-name-of-its-own-${index}`, account: "reporting" },
  });
  const grants = Array.from({ length: count }, (_, index) => [`grant-${index}`, grant(index)]);
  return JSON.stringify({
    version: 1,
    issuers: { corp: { issuer: "https://a.example", audience: "a", keys: { discovery: true }, algorithms: ["ES256"] } },
    accounts: { reporting: { id: "111122223333" } },
    grants: Object.fromEntries(grants),
  });
}

describe("trust --as cloudformation and terraform", () => {
  test("one account is printed, several need a folder or --json", async () => {
    expect(JSON.parse((await trust("--as", "cloudformation", "--account", "one")).out)).toMatchObject({
      AWSTemplateFormatVersion: "2010-09-09",
      Parameters: { VendingServiceRoleArns: { Type: "CommaDelimitedList" } },
      Resources: expect.any(Object),
    });
    expect(await trust("--as", "cloudformation")).toMatchObject({
      exitCode: 2,
      error: expect.stringContaining("-o FOLDER"),
    });
    const { json } = await trust("--as", "terraform", "--json");
    expect(Object.keys(json())).toEqual(["111122223333", "444455556666", "service"]);
  });

  test("the service is a parameter, with the ARN that was named as its default", async () => {
    const { json } = await trust("--as", "cloudformation", "--service-role", service, "--json");
    const one = JSON.parse(String(json()["111122223333"]));
    expect(one.Parameters.VendingServiceRoleArns.Default).toBe(service);
    const [role] = Object.values(one.Resources) as { Properties: Record<string, unknown> }[];
    expect(role?.Properties).toMatchObject({
      RoleName: "reader",
      Path: "/team/",
      MaxSessionDuration: 14_400,
      AssumeRolePolicyDocument: { Statement: [{ Principal: { AWS: { Ref: "VendingServiceRoleArns" } } }, {}] },
    });
    expect(JSON.parse(String(json()["service"])).Resources.ServiceRights1.Type).toBe("AWS::IAM::ManagedPolicy");
  });

  test("several service roles are a list: of ARNs for accounts, of names for the account that they are in", async () => {
    const template = (await trust("--as", "cloudformation", ...both, "--json")).json();
    expect(JSON.parse(String(template["111122223333"])).Parameters.VendingServiceRoleArns).toMatchObject({
      Type: "CommaDelimitedList",
      Default: `${service},${elsewhere}`,
    });
    const rights = JSON.parse(String(template["service"]));
    expect(rights.Parameters.VendingServiceRoleNames.Default).toBe("vending-service,vending-elsewhere");
    expect(rights.Resources.ServiceRights1.Properties.Roles).toEqual({ Ref: "VendingServiceRoleNames" });
    const terraform = (await trust("--as", "terraform", ...both, "--json")).json();
    expect(terraform["111122223333"]).toContain(`default     = ["${service}", "${elsewhere}"]`);
    expect(terraform["service"]).toContain('default     = ["vending-service", "vending-elsewhere"]');
  });

  test("service roles in several accounts have no names in common", async () => {
    const far = ["--service-role", service, "--service-role", "arn:aws:iam::888877776666:role/vending-service"];
    const { json } = await trust("--as", "cloudformation", ...far, "--json");
    expect(JSON.parse(String(json()["service"])).Parameters.VendingServiceRoleNames).not.toHaveProperty("Default");
  });

  test("a service role with a comma is none for a list of CloudFormation's", async () => {
    const torn = ["--service-role", "arn:aws:iam::999988887777:role/vending,eu"];
    expect(await trust("--as", "cloudformation", ...torn, "--json")).toMatchObject({
      exitCode: 2,
      error: expect.stringContaining("has a comma"),
    });
    expect(await trust("--as", "terraform", ...torn, "--json")).toMatchObject({ exitCode: 0 });
  });

  test("a role that another of its account trusts is referred to, so that it is made first", async () => {
    const cloudFormation = (await trust("--as", "cloudformation", "--account", "two")).out;
    expect(cloudFormation).toMatch(/"Fn::GetAtt": \[\s*"Rolehub[0-9a-f]{8}",\s*"Arn"/);
    const terraform = (await trust("--as", "terraform", "--account", "two")).out;
    expect(terraform).toMatch(/AWS = aws_iam_role\.hub_[0-9a-f]{8}\.arn/);
    expect(terraform).toContain("AWS = var.vending_service_role_arns");
  });

  test.each([["--as", "json"], []])("-o writes json to a file that its owner alone reads: %s %s", async (...as) => {
    const path = file(`aws-${as.length}.json`, "what was there");
    expect(await trust(...as, "-o", path)).toMatchObject({ exitCode: 0, out: `${path}\n` });
    expect(readFileSync(path, "utf8")).toBe((await trust(...as)).out);
    expect(readFileSync(path, "utf8")).toContain("id-of-one");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect((await trust(...as, "-o", `file:${path}`, "--json")).json()).toEqual({ written: [path] });
    expect((await trust(...as, "-o", "-")).out).toBe((await trust(...as)).out);
    expect(await trust(...as, "--local", "-o", file("no/where.json"))).toMatchObject({ exitCode: 2, out: "" });
  });

  test("-o writes a file for each account", async () => {
    const folder = file("out");
    const { exitCode, out } = await trust("--as", "terraform", "-o", folder);
    expect(exitCode).toBe(0);
    expect(statSync(`${folder}/service/main.tf`).mode & 0o777).toBe(0o600);
    expect(out).toBe(["111122223333", "444455556666", "service"].map((of) => `${folder}/${of}/main.tf\n`).join(""));
    expect(readFileSync(`${folder}/service/main.tf`, "utf8")).toContain('resource "aws_iam_policy" "service_rights_1"');
  });

  const has = (program: string) => spawnSync(program, ["--version"]).status === 0;

  test.skipIf(!has("terraform"))("terraform lays the configuration out the same (needs terraform)", async () => {
    const folder = file("tf");
    await trust("--as", "terraform", "-o", folder, ...both);
    expect(spawnSync("terraform", ["fmt", "-check", "-recursive", folder]).status).toBe(0);
  });

  test.skipIf(!has("cfn-lint"))("cfn-lint finds nothing in the templates (needs cfn-lint)", async () => {
    const folder = file("cfn");
    await trust("--as", "cloudformation", "-o", folder, ...both);
    const names = ["111122223333", "444455556666", "service"];
    expect(
      execFileSync(
        "cfn-lint",
        names.map((name) => `${folder}/${name}.template.json`),
      ).toString(),
    ).toBe("");
  });
});

describe("splitPolicy", () => {
  const policy = (roles: number) => ({
    Version: "2012-10-17" as const,
    Statement: [
      {
        Effect: "Allow" as const,
        Action: ["sts:AssumeRole"],
        Resource: Array.from({ length: roles }, (_, index) => `arn:aws:iam::111122223333:role/r${index}`),
      },
      {
        Effect: "Allow" as const,
        Action: ["sts:AssumeRole", "sts:TagSession"],
        Resource: ["arn:aws:iam::111122223333:role/t"],
      },
    ],
  });

  test("leaves a policy that fits as it is, and none where nothing is allowed", () => {
    expect(splitPolicy(policy(3))).toEqual([policy(3)]);
    expect(splitPolicy({ Version: "2012-10-17", Statement: [] })).toEqual([]);
  });

  test("splits one that does not, without losing or repeating a role, and keeps each under the limit", () => {
    const parts = splitPolicy(policy(400));
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts) {
      expect(JSON.stringify(part).length).toBeLessThanOrEqual(6_144);
    }
    const roles = (statements: readonly { readonly Resource: readonly string[] }[]) =>
      statements.flatMap(({ Resource }) => Resource);
    expect(roles(parts.flatMap(({ Statement }) => Statement))).toEqual(roles(policy(400).Statement));
  });
});
