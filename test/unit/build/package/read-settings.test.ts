import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { parse } from "yaml";
import { readSettings } from "../../../../build/package/read-settings.ts";

const root = mkdtempSync(join(tmpdir(), "vend-settings-"));
afterAll(() => rmSync(root, { recursive: true }));

/** A folder with these files, beside the example as it is shipped. */
function folder(files: Readonly<Record<string, string>>): string {
  const path = mkdtempSync(join(root, "of-"));
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "example.env"), readFileSync("deploy/settings/example.env"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}

const files = {
  "dev.env": "ALARMS=on\n",
  "production.env": "# The public way in\nDOMAIN_NAME=vend.corp.example\nDATA_KEY=make\n",
  "production.eu-west-1.env": "REGIONAL_DOMAIN_NAME=eu-west-1.vend.corp.example\nDATA_KEY=\n",
};

test.each<[options: readonly string[], env: object]>([
  [["--stage", "production"], { DOMAIN_NAME: "vend.corp.example", DATA_KEY: "make" }],
  [["--stage=production", "--verbose"], { DOMAIN_NAME: "vend.corp.example", DATA_KEY: "make" }],
  [["-s", "production", "--aws-profile", "dev"], { DOMAIN_NAME: "vend.corp.example", DATA_KEY: "make" }],
  [
    ["--stage", "production", "--region", "eu-west-1"],
    { DOMAIN_NAME: "vend.corp.example", REGIONAL_DOMAIN_NAME: "eu-west-1.vend.corp.example", DATA_KEY: "" },
  ],
  [
    ["-s", "production", "-r", "eu-west-1"],
    { DOMAIN_NAME: "vend.corp.example", REGIONAL_DOMAIN_NAME: "eu-west-1.vend.corp.example", DATA_KEY: "" },
  ],
  [[], { ALARMS: "on" }],
  [["--stage", "staging"], {}],
])("with %j it is what the files of that stage and region say", async (options, env) => {
  expect(await readSettings(folder(files), {}, options)).toEqual({ env, notes: [] });
});

test("the region that a file or the environment names has its file too", async () => {
  const named = { ...files, "production.env": "AWS_REGION=eu-west-1\n" };
  const inFile = await readSettings(folder(named), {}, ["--stage", "production"]);
  expect(inFile.env).toMatchObject({ AWS_REGION: "eu-west-1", REGIONAL_DOMAIN_NAME: "eu-west-1.vend.corp.example" });
  const inShell = await readSettings(folder(files), { AWS_REGION: "eu-west-1" }, ["--stage", "production"]);
  expect(inShell).toMatchObject({ env: { REGIONAL_DOMAIN_NAME: "eu-west-1.vend.corp.example" }, notes: [] });
});

test("the environment goes before the files, which is said of what differs and of what they do not have", async () => {
  const shell = { DOMAIN_NAME: "vend.corp.example", DATA_KEY: "", TRACING: "on", RESERVED_CONCURRENCY: "", HOME: "/" };
  const { env, notes } = await readSettings(folder(files), shell, ["--stage", "production"]);
  expect(env).toEqual(shell);
  expect(notes).toEqual([
    "DATA_KEY= is the environment's, in place of make, which the stage's settings have",
    "TRACING=on is the environment's alone: who deploys from another shell deploys without it",
  ]);
});

test.each([
  ["production.env", "DOMIAN_NAME=vend.corp.example\n"],
  ["production.eu-west-1.env", "AWS_SECRET_ACCESS_KEY=EXAMPLE\n"],
])("a name in %s that is no setting is refused", async (name, text) => {
  const options = ["--stage", "production", "--region", "eu-west-1"];
  await expect(readSettings(folder({ ...files, [name]: text }), {}, options)).rejects.toThrow(
    new RegExp(`${name}: [A-Z_]+: no setting`),
  );
});

test.each(["production2", "a", "eu-prod-1"])("a stage may be called %s", async (stage) => {
  expect((await readSettings(folder({}), {}, ["--stage", stage])).env).toEqual({});
});

test.each(["production-2", "Production", "2nd", "", "../dev", "my_stage"])("and not %j", async (stage) => {
  await expect(readSettings(folder({}), {}, [`--stage=${stage}`])).rejects.toThrow("use up to 11 lower-case letters");
});

test("the longest name of a function is what Lambda takes, with the longest name of a stage", () => {
  const { functions } = parse(readFileSync("serverless.yml", "utf8"), { merge: true });
  const longest = Object.keys(functions).map((name) => `credential-vending-api-${"s".repeat(11)}-${name}`.length);
  expect(Math.max(...longest)).toBe(64);
});

test("a file that cannot be read is no file that is not there", async () => {
  const path = folder(files);
  mkdirSync(join(path, "staging.env"));
  await expect(readSettings(path, {}, ["--stage", "staging"])).rejects.toThrow("EISDIR");
});

test("the example has every variable that the template reads, and no others", () => {
  const example = [...readFileSync("deploy/settings/example.env", "utf8").matchAll(/^#?([A-Z][A-Z_]+)=/gm)];
  const read = [
    ...readFileSync("serverless.yml", "utf8").matchAll(/env:([A-Z][A-Z_]+)/g),
    // Read by the template's `file:` maps and rights, under the same names.
  ].map(([, name]) => name);
  expect(example.map(([, name]) => name).sort()).toEqual([...new Set(read)].sort());
});
