import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listArtifacts } from "../../build/package/list-artifacts.ts";

/*
 * Two checkouts in folders of different names, packaged at different times, in different zones, with different places for what is temporary: the same
 * bytes.
 */
const run = promisify(execFile);
let folder: string;
let first: string;
let second: string;

beforeAll(async () => {
  await mkdir("coverage", { recursive: true });
  // On the disk of node_modules, of which the checkouts have links.
  folder = await mkdtemp(resolve("coverage/reproducible-"));
  first = await packageIn(join(folder, "one"), "Asia/Kolkata");
  second = await packageIn(join(folder, "another/one/deeper"), "America/St_Johns");
});
afterAll(() => rm(folder, { recursive: true }));

/** Copies what is in the checkout, committed or not, packages it and writes the bill of materials. */
async function packageIn(checkout: string, TZ: string): Promise<string> {
  const { stdout } = await run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    maxBuffer: 1 << 26,
  });
  for (const name of stdout.split("\0").filter((path) => path !== "")) {
    await mkdir(join(checkout, dirname(name)), { recursive: true });
    await cp(name, join(checkout, name));
  }
  await run("cp", ["-al", "node_modules", checkout]);
  await rm(join(checkout, "node_modules/.cache"), { recursive: true, force: true });
  const env = { PATH: process.env["PATH"], HOME: checkout, TMPDIR: await mkdtemp(join(checkout, "tmp-")), TZ };
  for (const program of ["build/package.ts", "build/write-sbom.ts"]) {
    await run(process.execPath, [program], { cwd: checkout, env });
  }
  return checkout;
}

test("each zip is the same, byte by byte", async () => {
  const digests = await Promise.all(
    [first, second].map(async (checkout) => {
      const artifacts = await listArtifacts(join(checkout, ".serverless"));
      return artifacts.flatMap(({ path, sha256 }) =>
        path.endsWith(".zip") ? [`${sha256} ${path.slice(checkout.length)}`] : [],
      );
    }),
  );
  expect(digests[0]?.length).toBeGreaterThan(5);
  expect(digests[1]).toEqual(digests[0]);
});

test("so is the template, but for the folder in the deployment bucket, which has the time in its name", async () => {
  const templates = await Promise.all(
    [first, second].map((checkout) =>
      readFile(join(checkout, ".serverless/cloudformation-template-update-stack.json"), "utf8"),
    ),
  );
  const [one, other] = templates.map((text) => text.replaceAll(/\/\d{13}-\d{4}-\d\d-\d\dT[\d:.]+Z\//g, "/TIME/"));
  expect(one).toContain("/TIME/");
  expect(other).toBe(one);
});

test("the bill of materials names what is in the zips, and nothing else", async () => {
  const [bom, again] = await Promise.all(
    [first, second].map((checkout) => readFile(join(checkout, ".serverless/sbom.cdx.json"), "utf8")),
  );
  expect(again).toBe(bom);
  const named: readonly string[] = JSON.parse(bom ?? "").components.map(
    (component: { readonly "bom-ref": string }) => component["bom-ref"],
  );
  const licences = await readFile(join(first, "dist/THIRD-PARTY-LICENSES.txt"), "utf8");
  expect(named.filter((reference) => !licences.includes(`${reference.replace(/@(?=[^@]+$)/, " ")}\n`))).toEqual([]);
  expect(await namesInBundles(first)).toEqual(
    [...new Set(named.map((reference) => reference.replace(/@[^@]+$/, "")))].sort(),
  );
});

/** By the source maps beside the bundles; RE2's engine is a bundle of its own, without a map. */
async function namesInBundles(checkout: string): Promise<readonly string[]> {
  const { stdout } = await run("grep", ["-rhoE", 'node_modules/(@[^/"]+/)?[^/"]+/', "--include=*.map", "dist"], {
    cwd: checkout,
    maxBuffer: 1 << 28,
  });
  const inMaps = stdout
    .trim()
    .split("\n")
    .map((path) => path.slice("node_modules/".length, -1));
  return [...new Set([...inMaps, "re2js"])].sort();
}
