import { execFile, spawnSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { type RunningStack, runStack } from "../support/run-stack.ts";
import { readRecipes } from "./read-recipes.ts";

const run = promisify(execFile);
const project = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** What the lines need. Where something is missing they are skipped, and say so; `.ci/run` brings all and allows no skip. */
const isRequired = process.env["CONFORMANCE_REQUIRED"] === "1";
const needed = ["aws", "curl", "jq", "bash"];
const missing = needed.filter((command) => spawnSync(command, ["--version"], { stdio: "ignore" }).status !== 0);
const isTried = isRequired || missing.length === 0;

const blocks = readRecipes();
const lines = blocks
  .filter(({ info }) => info === "sh tried")
  .map(({ recipe, text }, index) => ({ recipe, text, number: index + 1 }));
const units = blocks.filter(({ info }) => info.startsWith("ini systemd:"));

/** What each block leaves on standard output, in the page's order. */
const becomes = (role: string, session: string) => new RegExp(`:assumed-role/${role}/${session}"`);
const expected: readonly (readonly [recipe: string, output: RegExp])[] = [
  ["Kubernetes", becomes("report-reader", "report-runner")],
  ["GitLab CI", becomes("report-reader", "report-runner")],
  ["GitHub Actions", becomes("report-reader", "report-runner")],
  ["An app with a client secret", /^ASIA[A-Z2-7]{16}\n$/],
  ["An app with a client secret", becomes("report-reader", "report-runner")],
  ["Profiles", becomes("report-reader", "report-runner")],
  ["Profiles", becomes("loader", "[\\w-]+")],
  ["A database of RDS", /^db\.corp\.example:5432\/\n$/],
];

let stack: RunningStack;
let folder: string;

/** The demo's accounts, and the role of the second step. */
async function accountsWithLoader(): Promise<string> {
  const accounts = parse(await readFile(project("local/demo/aws.yaml"), "utf8"));
  const deployer = "arn:aws:iam::111122223333:role/deployer";
  const statement = { Effect: "Allow", Action: ["sts:AssumeRole", "sts:SetSourceIdentity"] };
  accounts.accounts["111122223333"].roles.deployer.permissions = {
    Version: "2012-10-17",
    Statement: { ...statement, Resource: "arn:aws:iam::111122223333:role/loader" },
  };
  accounts.accounts["111122223333"].roles.loader = {
    trustPolicy: { Version: "2012-10-17", Statement: { ...statement, Principal: { AWS: deployer } } },
  };
  return stringify(accounts);
}

beforeAll(async () => {
  if (!isTried) return;
  folder = await mkdtemp(join(tmpdir(), "vend-recipes-"));
  await writeFile(join(folder, "aws.yaml"), await accountsWithLoader());
  stack = await runStack({ LOCAL_AWS: `file:${join(folder, "aws.yaml")}` });
  await writeFile(join(folder, "jwt"), `${await stack.token("report-runner")}`);
  await writeFile(join(folder, "ci-jwt"), `${await stack.token("ci-deployer")}\n`);
  await writeFile(join(folder, "client-secret"), stack.clientSecret("report-runner"));
  const config = blocks.find(({ info }) => info === "ini tried:aws-config")?.text ?? "";
  await writeFile(join(folder, "aws-config"), localised(config));
  await mkdir(join(folder, "bin"));
  const vend = join(folder, "bin", "vend");
  await writeFile(vend, `#!/bin/sh\nexec "${process.execPath}" "${project("cli/vend.mjs")}" "$@"\n`);
  await chmod(vend, 0o755);
});

afterAll(async () => {
  await stack?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

/** The page's addresses and paths, as they are here. */
function localised(text: string): string {
  return text
    .replaceAll("https://vend.corp.example", stack.url)
    .replaceAll("https://idp.corp.example", stack.identityProviderUrl)
    .replaceAll("/run/secrets", folder)
    .replaceAll("/etc/nightly-report", folder);
}

function environment(): Record<string, string> {
  return {
    PATH: `${join(folder, "bin")}:${process.env["PATH"] ?? ""}`,
    HOME: folder,
    AWS_CONFIG_FILE: join(folder, "aws-config"),
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_DEFAULT_REGION: "eu-central-1",
    AWS_ENDPOINT_URL_STS: stack.stsUrl,
  };
}

describe.skipIf(!isTried)(`the shell lines of docs/recipes.md (skipped where one of ${needed} is missing)`, () => {
  test("are all expected to leave something", () => {
    expect(lines.map(({ recipe }) => recipe)).toEqual(expected.map(([recipe]) => recipe));
  });

  test.each(lines)(
    "$recipe, $number",
    async ({ text, number }) => {
      const { stdout } = await run("bash", ["--norc", "-euo", "pipefail", "-c", localised(text)], {
        env: environment(),
      });
      expect(stdout).toMatch(expected[number - 1]?.[1] ?? /^$/);
    },
    60_000,
  );
});

describe.skipIf(!isTried)("a job that is refused (skipped as the others)", () => {
  const evaluating = lines.filter(({ text }) => text.includes("eval "));

  test("is tried with all that evaluate what a command says", () => {
    expect(evaluating).toHaveLength(2);
  });

  test.each(evaluating)(
    "ends, and asks nothing as anybody else: $recipe",
    async ({ text }) => {
      const refused = localised(text.replaceAll("nightly-report", "audit"));
      // Without -e, as scripts are written.
      const job = run("bash", ["--norc", "-c", refused], { env: environment() });
      await expect(job).rejects.toMatchObject({ code: 1, stdout: "" });
    },
    60_000,
  );
});

const hasSystemd = spawnSync("systemd-analyze", ["--version"], { stdio: "ignore" }).status === 0;

describe.skipIf(!hasSystemd)("the units of docs/recipes.md (skipped where systemd-analyze is missing)", () => {
  test("are what systemd takes", async () => {
    const place = await mkdtemp(join(tmpdir(), "vend-units-"));
    const files = units.map(({ info, text }) => ({ path: join(place, info.slice("ini systemd:".length)), text }));
    for (const { path, text } of files) await writeFile(path, text);
    const verified = spawnSync("systemd-analyze", ["verify", ...files.map(({ path }) => path)], { encoding: "utf8" });
    const complaints = verified.stderr
      .split("\n")
      .filter((line) => line.includes(place) || line.includes("nightly-report"));
    expect(files).toHaveLength(2);
    expect(complaints).toEqual([]);
    await rm(place, { recursive: true });
  });
});
