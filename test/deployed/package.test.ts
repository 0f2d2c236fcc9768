import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import packageFile from "../../package.json" with { type: "json" };

/*
 * The package as `npm pack` writes it, below a node_modules with what it declares and nothing else. Node takes no TypeScript there.
 */
const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "vend-package-"));
const modules = join(folder, "node_modules");
const installed = join(modules, packageFile.name);
let packed: readonly string[] = [];

beforeAll(() => {
  const said = execFileSync("npm", ["pack", "--json", "--silent", "--pack-destination", folder], { cwd: root });
  // Before its answer, npm prints what the script has to say.
  const [answer] = JSON.parse(said.toString().slice(said.indexOf("[\n")));
  packed = answer.files.map(({ path }: { readonly path: string }) => path);
  mkdirSync(modules);
  execFileSync("tar", ["-xzf", join(folder, answer.filename), "-C", modules]);
  renameSync(join(modules, "package"), installed);
  for (const name of Object.keys(packageFile.dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, "node_modules", name), join(modules, name));
  }
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** By what `bin` names, in an empty folder but for the package. */
function vend(...args: readonly string[]) {
  return spawnSync(process.execPath, [join(installed, packageFile.bin.vend), ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env["PATH"] ?? "" },
  });
}

test("holds the program, the client for Node and their documents, and no source", () => {
  const many = /^(?:dist\/cli\/.+\.mjs|dist\/clients\/node\/types\/[a-z-]+\.d\.ts|docs\/(?:README|[a-z-]+)\.md)$/;
  const rest = packed.filter((path) => !many.test(path));
  expect(rest.filter((path) => !/^dist\/cli\/program\/page\/[a-z]+\.(?:css|js)$/.test(path)).sort()).toEqual([
    "LICENSE",
    "README.md",
    "build/check-node-version.mjs",
    "cli/use-own-node.mjs",
    "cli/vend.mjs",
    "dist/cli/init/starter-map.yaml",
    "dist/clients/node/package.json",
    "dist/clients/node/vend-credentials.cjs",
    "package.json",
  ]);
});

test("the program runs where it is installed", () => {
  expect(vend("--version")).toMatchObject({ status: 0, stdout: `${packageFile.version}\n`, stderr: "" });
  expect(vend("init", "map.yaml")).toMatchObject({ status: 0, stderr: "" });
  expect(vend("check", "map.yaml")).toMatchObject({ status: 0, stdout: expect.stringMatching(/^ok: 1 grant/m) });
  expect(vend("report", "map.yaml", "-o", "map.html")).toMatchObject({ status: 0, stderr: "" });
  const page = readFileSync(join(folder, "map.html"), "utf8");
  expect(page).toContain(readFileSync(join(root, "cli/report/page/search.js"), "utf8").trim());
});

test("AWS's clients are found when a command needs them", () => {
  expect(vend("publish", "map.yaml", "--to", "s3://vend-maps/live.json")).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("no region is known"),
  });
  expect(vend("rollback", "--to", "ssm:/vend/map")).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("no region is known"),
  });
});
