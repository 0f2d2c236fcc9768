import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asDeployed } from "./policies/as-deployed.ts";
import { findWider, print } from "./policies/find-wider.ts";
import { expectedPermissions, mapsBucket, type PolicyCase, policyCases } from "./policies/policy-cases.ts";
import { type PolicedTemplate, templatePermissions } from "./policies/template-permissions.ts";
import { packageTemplate } from "./template/package-template.ts";
import type { Template } from "./template/template.ts";

/*
 * What is packaged allows each role what its map and its settings need, and nothing besides.
 */
const folder = mkdtempSync(join(tmpdir(), "policies-"));
afterAll(() => rmSync(folder, { recursive: true }));

const packages = new Map<PolicyCase, Promise<Template>>();

/** Each once. */
function packageCase(packaged: PolicyCase): Promise<Template> {
  const template = packages.get(packaged) ?? packageMap(packaged);
  packages.set(packaged, template);
  return template;
}

async function packageMap({ map, env }: PolicyCase): Promise<Template> {
  const file = join(mkdtempSync(join(folder, "map-")), "map.yaml");
  writeFileSync(file, map);
  return (await packageTemplate(folder, { ...env, POLICY_MAP_FILE: file })).template;
}

describe.each(policyCases)("for $name", (packaged) => {
  let template: PolicedTemplate;
  beforeAll(async () => {
    template = asDeployed(await packageCase(packaged));
  }, 60_000);

  test("no statement is wider than it, and none is missing", () => {
    expect(findWider(template, expectedPermissions(packaged))).toEqual([]);
    const allowed = new Set(templatePermissions(template).map(print));
    for (const [role, permissions] of Object.entries(expectedPermissions(packaged))) {
      expect(permissions.filter((permission) => !allowed.has(`${role}: ${permission}`))).toEqual([]);
    }
  });

  test("each of its policies is one that IAM takes", () => {
    const policies = Object.values(template.Resources).filter(({ Type }) => Type === "AWS::IAM::ManagedPolicy");
    const lengths = policies.map(({ Properties }) => JSON.stringify(Properties.PolicyDocument).length);
    expect(lengths.filter((length) => length > 6_144)).toEqual([]);
    const role = template.Resources["IamRoleLambdaExecution"]?.Properties;
    expect(role.ManagedPolicyArns ?? []).toHaveLength(policies.length);
    // What stands for a log group becomes an ARN of at most 138 characters.
    const inline = JSON.stringify(role.Policies).replace(/\{"Fn::GetAtt":\["\w+","Arn"\]\}/g, "x".repeat(140));
    expect(inline.length).toBeLessThan(10_240 - 1_000);
  });
});

describe("a template that is wider", () => {
  const [demo] = policyCases;
  let sound: PolicedTemplate;
  beforeAll(async () => {
    sound = asDeployed(await packageCase(demo));
  }, 60_000);

  /** Statements that name what the demo's map gives, and widen it in one place. */
  const role = "arn:aws:iam::111122223333:role/auditor";
  test.each<[what: string, added: object, found: string]>([
    [
      "a role that is not in the map",
      { Action: "sts:AssumeRole", Resource: "arn:aws:iam::111122223333:role/admin" },
      "unexpected: IamRoleLambdaExecution: sts:AssumeRole",
    ],
    ["any role", { Action: ["sts:AssumeRole"], Resource: ["*"] }, "wildcard: IamRoleLambdaExecution: sts:AssumeRole"],
    ["any action of a service", { Action: "sts:*", Resource: role }, "wildcard: IamRoleLambdaExecution: sts:*"],
    [
      "tags that no grant has",
      { Action: "sts:TagSession", Resource: role },
      "unexpected: IamRoleLambdaExecution: sts:TagSession",
    ],
    [
      "the logs of others",
      { Action: "logs:PutLogEvents", Resource: { "Fn::GetAtt": ["HttpApiAccessLog", "Arn"] } },
      "unexpected: IamRoleLambdaExecution: logs:PutLogEvents",
    ],
    [
      "a condition that is not expected",
      { Action: "sts:AssumeRole", Resource: role, Condition: { Bool: { "aws:SecureTransport": "true" } } },
      "unexpected: IamRoleLambdaExecution",
    ],
    [
      "a map that may be written",
      { Action: "s3:PutObject", Resource: { "Fn::Sub": `arn:\${AWS::Partition}:s3:::${mapsBucket}/policy-map.json` } },
      "unexpected: IamRoleLambdaExecution: s3:PutObject",
    ],
  ])("by %s is found", (_what, added, found) => {
    const resources = structuredClone(sound.Resources) as WritableResources;
    resources["IamRoleLambdaExecution"]?.Properties.Policies[0].PolicyDocument.Statement.push({
      Effect: "Allow",
      ...added,
    });
    expect(findWider({ Resources: resources }, expectedPermissions(demo)).join("\n")).toContain(found);
  });

  test.each<[what: string, resource: string, added: { readonly Type: string; readonly Properties: object }]>([
    [
      "a policy beside the role",
      "Beside",
      {
        Type: "AWS::IAM::Policy",
        Properties: {
          Roles: [{ Ref: "KeyRefreshRole" }],
          PolicyDocument: { Statement: { Effect: "Allow", Action: "sts:AssumeRole", Resource: role } },
        },
      },
    ],
    [
      "a managed policy that names the role",
      "Managed",
      {
        Type: "AWS::IAM::ManagedPolicy",
        Properties: {
          Roles: [{ Ref: "KeyRefreshRole" }],
          PolicyDocument: { Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: role }] },
        },
      },
    ],
    [
      "a role from elsewhere",
      "Elsewhere",
      {
        Type: "AWS::Lambda::Function",
        Properties: { FunctionName: "other", Role: "arn:aws:iam::999988887777:role/admin" },
      },
    ],
    [
      "AWS's own policy",
      "Administrator",
      { Type: "AWS::IAM::Role", Properties: { ManagedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"] } },
    ],
  ])("by %s is found", (_what, name, added) => {
    expect(findWider({ Resources: { ...sound.Resources, [name]: added } }, expectedPermissions(demo))).toHaveLength(1);
  });

  test.each(["*", "arn:aws:kms:*:*:key/*"])(
    "by any key, as a parameter's value, is found: %s",
    async (Default) => {
      const [, , withKey] = policyCases;
      const template = await packageCase(withKey);
      const Parameters = { ...template.Parameters, DataKeyArn: { Type: "String", Default } };
      const found = findWider(asDeployed({ ...template, Parameters }), expectedPermissions(withKey));
      expect(found).toContainEqual(expect.stringMatching(/^wildcard: HealthRole: kms:Decrypt on /));
    },
    60_000,
  );

  test("by all but what it names is refused", () => {
    const statement = { Effect: "Allow", NotAction: "iam:*", Resource: "*" };
    const added = {
      Type: "AWS::IAM::Role",
      Properties: { Policies: [{ PolicyDocument: { Statement: [statement] } }] },
    };
    expect(() => findWider({ Resources: { ...sound.Resources, Other: added } }, {})).toThrow(
      "allows what it does not name",
    );
  });
});

type WritableResources = Record<
  string,
  { Type: string; Properties: { Policies: [{ PolicyDocument: { Statement: object[] } }] } }
>;
