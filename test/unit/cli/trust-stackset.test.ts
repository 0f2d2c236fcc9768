import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { hasMoto, startMoto } from "../../reload/start-moto.ts";
import { runVend, temporaryFiles } from "./run-vend.ts";

const file = temporaryFiles();
const service = "arn:aws:iam::999988887777:role/vending-service";
const unit = "ou-ab12-cd34ef56";
const has = (program: string) => spawnSync(program, ["--version"]).status === 0;

/** Two accounts of the same roles, and a third of another. */
const mapText = (two = "externalId: id-of-two", three = "externalId: id-of-three") => `version: 1
issuers:
  corp: { issuer: https://idp.corp.example, audience: a, keys: { discovery: true }, algorithms: [ES256] }
accounts:
  one: { id: "111122223333", externalId: id-of-one, labels: { env: prod } }
  two: { id: "444455556666", ${two}, labels: { env: prod } }
  three: { id: "777788889999", ${three} }
grants:
  plain: { when: { issuer: corp, claims: { sub: a } }, assume: { role: team/reader, accounts: { env: prod }, duration: 2h, sourceIdentity: "{claims.sub}" } }
  deep: { when: { issuer: corp, claims: { sub: b } }, assume: { role: end, accounts: { env: prod }, via: ["arn:aws:iam::777788889999:role/hub"] } }
`;

const trust = (text: string, ...options: string[]) =>
  runVend(["trust", file("map.yaml", text), "--service-role", service, ...options]);

async function stackSets(text = mapText(), ...options: string[]) {
  const { json } = await trust(text, "--as", "stackset", "--json", ...options);
  return json() as Record<string, string>;
}

interface Override {
  readonly ParameterKey: string;
  readonly ParameterValue: string;
}

/** Trust policies by role, as CloudFormation makes them of a template and an account's values. */
function trustOf(files: Record<string, string>, folder: string, accountId: string): Record<string, unknown> {
  const { Parameters, Conditions, Resources } = JSON.parse(files[`${folder}/roles.template.json`] ?? "{}");
  const given = JSON.parse(files[`${folder}/overrides/${accountId}.json`] ?? "[]") as Override[];
  const values = new Map<string, unknown>([
    ...Object.entries(Parameters as Record<string, { Type: string; Default: string }>).map(
      ([name, { Type, Default }]): [string, unknown] => [
        name,
        Type === "CommaDelimitedList" ? listOf(Default) : Default,
      ],
    ),
    ...given.map(({ ParameterKey, ParameterValue }): [string, unknown] => [ParameterKey, ParameterValue]),
  ]);
  const fill = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value), (_name, member) => {
      if (typeof member !== "object" || member === null) return member;
      if ("Ref" in member) return values.get(member.Ref);
      if ("Fn::Equals" in member) return member["Fn::Equals"][0] === member["Fn::Equals"][1];
      if ("Fn::Not" in member) return !member["Fn::Not"][0];
      if ("Fn::If" in member) {
        const [condition, yes, no] = member["Fn::If"];
        return fill(Conditions[condition]) === true ? yes : no;
      }
      return member;
    });
  const roles = Object.values(Resources) as { Properties: { RoleName: string; AssumeRolePolicyDocument: unknown } }[];
  return Object.fromEntries(
    roles.map(({ Properties }) => [Properties.RoleName, fill(Properties.AssumeRolePolicyDocument)]),
  );
}

/** To IAM, a list of one is the one. */
function listOf(text: string): unknown {
  const [only, ...more] = text.split(",");
  return more.length === 0 ? only : [only, ...more];
}

describe("trust --as stackset", () => {
  test("has one template for all accounts with the same roles, and nothing of any account in it", async () => {
    const files = await stackSets();
    expect(Object.keys(files)).toEqual([
      "vend-roles-1/roles.template.json",
      "vend-roles-1/overrides/111122223333.json",
      "vend-roles-1/overrides/444455556666.json",
      "vend-roles-1/create.sh",
      "vend-roles-1/update.sh",
      "vend-roles-1/terraform/main.tf",
      "vend-roles-1/terraform/terraform.tfvars.json",
      "vend-roles-2/roles.template.json",
      "vend-roles-2/overrides/777788889999.json",
      "vend-roles-2/create.sh",
      "vend-roles-2/update.sh",
      "vend-roles-2/terraform/main.tf",
      "vend-roles-2/terraform/terraform.tfvars.json",
      "service",
    ]);
    expect(files["vend-roles-1/roles.template.json"]).not.toMatch(/111122223333|444455556666|id-of-/);
    for (const script of ["create.sh", "update.sh"]) expect(files[`vend-roles-1/${script}`]).not.toContain("id-of-");
  });

  const elsewhere = ["--service-role", "arn:aws:iam::999988887777:role/vending-elsewhere"];
  test.each([
    ["of a service in two regions", mapText(), ...elsewhere],
    ["as they are", mapText()],
    ["while one is being changed", mapText("externalId: id-of-two, nextExternalId: id-of-two-b")],
    [
      "of a hub with two entries",
      mapText().replace(
        "grants:",
        `  hub-too: { id: "444455556666", externalId: id-of-too }\ngrants:\n  more: { when: { issuer: corp, claims: { sub: c } }, assume: { role: other, account: hub-too } }`,
      ),
    ],
  ])("the roles that come of it are those of --as json, with external IDs %s", async (_what, text, ...options) => {
    const files = await stackSets(text, ...options);
    const { accounts } = (await trust(text, ...options)).json() as {
      accounts: Record<string, { roles: Record<string, { trustPolicy: unknown }> }>;
    };
    const folders = Object.keys(files).flatMap((name) => /^(.*)\/overrides\/(\d+)\.json$/.exec(name) ?? []);
    let compared = 0;
    for (let index = 0; index < folders.length; index += 3) {
      const [, folder = "", id = ""] = folders.slice(index, index + 3);
      const expected = Object.entries(accounts[id]?.roles ?? {}).map(([name, role]) => [name, role.trustPolicy]);
      expect(trustOf(files, folder, id)).toEqual(Object.fromEntries(expected));
      compared += 1;
    }
    expect(compared).toBe(3);
  });

  test("the template stays as it is through all of a rotation, and so do the values when the service changes over", async () => {
    const [before, begun, switched, after] = await Promise.all(
      [
        "externalId: id-of-two",
        "externalId: id-of-two, nextExternalId: id-new",
        "externalId: id-new, previousExternalId: id-of-two",
        "externalId: id-new",
      ].map((ids) => stackSets(mapText(ids))),
    );
    const template = "vend-roles-1/roles.template.json";
    expect([begun, switched, after].map((files) => files?.[template])).toEqual(Array(3).fill(before?.[template]));
    expect(switched).toEqual({ ...begun, service: switched?.["service"] });
    expect(after?.["vend-roles-1/overrides/444455556666.json"]).toContain("id-new");
  });

  test("an account that is given no external ID lets nobody in", async () => {
    const files = await stackSets();
    const bare = { ...files, "vend-roles-1/overrides/111122223333.json": "[]" };
    const text = JSON.stringify(trustOf(bare, "vend-roles-1", "111122223333"));
    expect(text).toContain('"sts:ExternalId":"no-external-id-was-given"');
    expect(text).not.toContain("id-of-");
  });

  test("accounts without an external ID need no values", async () => {
    const files = await stackSets(
      mapText()
        .replaceAll(/externalId: id-of-\w+,? ?/g, "")
        .replaceAll(", }", " }"),
    );
    expect(JSON.parse(files["vend-roles-1/roles.template.json"] ?? "")).not.toHaveProperty("Conditions");
    expect(files["vend-roles-1/overrides/111122223333.json"]).toBe("[]\n");
  });

  test.each([
    [[], "SELF_MANAGED ", "--accounts 444455556666 "],
    [
      ["--organizational-unit", unit],
      "SERVICE_MANAGED --auto-deployment Enabled=false ",
      `--deployment-targets OrganizationalUnitIds=${unit},Accounts=444455556666,AccountFilterType=INTERSECTION `,
    ],
  ])("the commands are written out: %j", async (options, model, target) => {
    const files = await stackSets(mapText(), ...options);
    expect(files["vend-roles-1/create.sh"]).toContain(`--permission-model ${model}`);
    expect(files["vend-roles-1/create.sh"]).toContain(
      `\naws cloudformation create-stack-instances --region "$AWS_REGION" --stack-set-name vend-roles-1 ${target}--regions "$AWS_REGION" --parameter-overrides file://overrides/444455556666.json\n`,
    );
    expect(files["vend-roles-1/terraform/main.tf"]?.includes("deployment_targets")).toBe(options.length > 0);
  });

  test("needs a folder, whose files are their owner's alone", async () => {
    expect(await trust(mapText(), "--as", "stackset")).toMatchObject({
      exitCode: 2,
      error: expect.stringContaining("write them with -o FOLDER"),
    });
    const folder = file("sets");
    expect((await trust(mapText(), "--as", "stackset", "-o", folder)).exitCode).toBe(0);
    expect(statSync(`${folder}/vend-roles-1/overrides/111122223333.json`).mode & 0o777).toBe(0o600);
  });

  test.each([
    [
      "a unit that is none",
      ["--as", "stackset", "--organizational-unit", "prod"],
      "is no id of an organizational unit",
    ],
    ["a unit with another form", ["--organizational-unit", unit], "is for --as stackset"],
  ])("%s is unusable", async (_what, options, said) => {
    expect(await trust(mapText(), ...options)).toMatchObject({ exitCode: 2, error: expect.stringContaining(said) });
  });

  test("a role that asks for three external IDs has no room for them", async () => {
    const text = mapText().replace(
      "grants:",
      `  more: { id: "111122223333", externalId: id-more }\n  most: { id: "111122223333", externalId: id-most }\ngrants:\n  three: { when: { issuer: corp, claims: { sub: c } }, assume: { role: team/reader, accounts: [more, most] } }`,
    );
    expect(await trust(text, "--as", "stackset", "-o", file("none"))).toMatchObject({
      exitCode: 2,
      error: expect.stringContaining("a role of account 111122223333 asks for 3 external IDs"),
    });
  });
});

describe("what trust --as stackset writes", () => {
  const write = async (name: string, ...options: string[]) => {
    const folder = file(name);
    await trust(mapText(), "--as", "stackset", "-o", folder, ...options);
    return folder;
  };

  test.skipIf(!has("cfn-lint"))("cfn-lint finds nothing in the templates (needs cfn-lint)", async () => {
    const folder = await write("lint");
    const templates = ["vend-roles-1/roles", "vend-roles-2/roles", "service"];
    expect(
      execFileSync(
        "cfn-lint",
        templates.map((name) => `${folder}/${name}.template.json`),
      ).toString(),
    ).toBe("");
  });

  test.skipIf(!has("terraform"))("terraform lays the module out the same (needs terraform)", async () => {
    for (const options of [[], ["--organizational-unit", unit]]) {
      const folder = await write(`tf-${options.length}`, ...options);
      expect(spawnSync("terraform", ["fmt", "-check", "-recursive", folder]).status).toBe(0);
    }
  });

  // Seven starts of a program that takes seconds to start where the machine is busy.
  test.skipIf(!has("aws") || !hasMoto)(
    "the AWS CLI takes every command (needs aws and moto)",
    async () => {
      const moto = await startMoto();
      const env = {
        ...process.env,
        AWS_ENDPOINT_URL: moto.url,
        AWS_REGION: "eu-central-1",
        AWS_ACCESS_KEY_ID: "a",
        AWS_SECRET_ACCESS_KEY: "b",
      };
      const folder = await write("run");
      const set = `${folder}/vend-roles-1`;
      const runs = readdirSync(set)
        .filter((name) => name.endsWith(".sh"))
        .map((name) => spawnSync("sh", [`${set}/${name}`], { env, encoding: "utf8" }));
      const described = spawnSync(
        "aws",
        "cloudformation describe-stack-instance --region eu-central-1 --stack-set-name vend-roles-1 --stack-instance-account 444455556666 --stack-instance-region eu-central-1".split(
          " ",
        ),
        { env, encoding: "utf8" },
      );
      await moto.stop();
      expect(runs.map(({ status, stderr }) => [status, stderr])).toEqual([
        [0, ""],
        [0, ""],
      ]);
      expect(JSON.parse(described.stdout).StackInstance.ParameterOverrides).toEqual(
        JSON.parse(readFileSync(`${set}/overrides/444455556666.json`, "utf8")),
      );
    },
    90_000,
  );
});
