import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import type { Template } from "./template.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const osls = fileURLToPath(new URL("bin/serverless.js", import.meta.resolve("osls/package.json")));

/** A template, and where it lies. */
export interface PackagedTemplate {
  readonly file: string;
  readonly template: Template;
}

/**
 * The template that the framework makes of `serverless.yml` with this environment and these options. In a folder of its own with functions that are
 * empty: the template does not depend on them, and what lies in `dist/` may be somebody else's at the moment.
 * @param parent where that folder is made
 * @param env what is set besides the demo's map; nothing else of this process's is
 */
export async function packageTemplate(
  parent: string,
  env: Readonly<Record<string, string>>,
  options: readonly string[] = [],
): Promise<PackagedTemplate> {
  const folder = await mkdtemp(join(parent, "template-"));
  await Promise.all([
    cp(join(root, "serverless.yml"), join(folder, "serverless.yml")),
    cp(join(root, "deploy"), join(folder, "deploy"), { recursive: true }),
    cp(join(root, "package.json"), join(folder, "package.json")),
    symlink(join(root, "node_modules"), join(folder, "node_modules")),
    build({
      entryPoints: [join(root, "build/service-rights.ts")],
      outfile: join(folder, "dist/service-rights.cjs"),
      bundle: true,
      platform: "node",
      format: "cjs",
    }),
    ...(await functionNames()).map(async (name) => {
      await mkdir(join(folder, "dist", name), { recursive: true });
      await writeFile(join(folder, "dist", name, "index.mjs"), "");
    }),
  ]);
  await promisify(execFile)(process.execPath, [osls, "package", ...options], {
    cwd: folder,
    env: {
      PATH: process.env["PATH"],
      HOME: folder,
      SLS_SCHEMA_CACHE_BASE_DIR: join(root, "node_modules/.cache/osls"),
      POLICY_MAP_FILE: join(root, "local/demo/policy-map.yaml"),
      ...env,
    },
  });
  const file = join(folder, ".serverless/cloudformation-template-update-stack.json");
  return { file, template: JSON.parse(await readFile(file, "utf8")) };
}

async function functionNames(): Promise<readonly string[]> {
  const entries = await readdir(join(root, "functions"), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
