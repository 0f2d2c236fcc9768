import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import packageFile from "../package.json" with { type: "json" };
import { type Bom, bomOf } from "./package/bom-of.ts";

/*
 * Writes what the bundles in `dist/` are made of, in CycloneDX: from npm's own list of what is installed, what esbuild took of it. Without a
 * time and a random number, so that the same bundles have the same.
 */
const output = ".serverless/sbom.cdx.json";

const folders = await readBundled();
const packages = await Promise.all(
  folders.map(async (folder) => JSON.parse(await readFile(join(folder, "package.json"), "utf8"))),
);
const lock = JSON.parse(await readFile("package-lock.json", "utf8")) as {
  readonly packages: Readonly<Record<string, { readonly dev?: true }>>;
};
const tools = folders.filter((folder) => lock.packages[folder]?.dev === true);
if (tools.length > 0) throw new Error(`bundled, and a tool of development by package.json: ${tools.join(", ")}`);
const { stdout } = await promisify(execFile)("npm", ["sbom", "--sbom-format", "cyclonedx"], { maxBuffer: 1 << 26 });
const bom = bomOf(JSON.parse(stdout) as Bom, packages, packageFile.name);
await mkdir(".serverless", { recursive: true });
await writeFile(output, `${JSON.stringify(bom, undefined, 2)}\n`);
console.log(`${output}: ${bom.components.length} packages`);

async function readBundled(): Promise<readonly string[]> {
  try {
    return JSON.parse(await readFile("dist/bundled-packages.json", "utf8"));
  } catch (cause) {
    throw new Error("there are no bundles whose parts could be listed: run npm run package first", { cause });
  }
}
