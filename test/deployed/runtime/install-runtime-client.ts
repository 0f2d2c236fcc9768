import { execFile, spawnSync } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const folder = fileURLToPath(new URL(".", import.meta.url));
const modules = join(folder, "node_modules");
/** What was installed, by which Node: written last, so that what was cut short is made anew. */
const stamp = join(modules, "installed-for");

/** Program, and the package of Debian that has it. */
const tools = [
  ["cmake", "cmake"],
  ["g++", "g++"],
  ["make", "make"],
  ["python3", "python3"],
  ["tar", "tar"],
  ["xz", "xz-utils"],
  ["unzip", "unzip"],
] as const;

/**
 * Lambda's own runtime client for Node, in a `node_modules` beside this file: compiled where it is not there yet, or was made from another
 * lock file or for another Node.
 * @returns the program that Lambda starts
 * @throws Error that says what to install, where a tool is missing
 */
export async function installRuntimeClient(): Promise<string> {
  refuseMissingTools();
  const wanted = `${process.version} ${process.arch}\n${await readFile(join(folder, "package-lock.json"), "utf8")}`;
  if ((await readFile(stamp, "utf8").catch(() => "")) !== wanted) {
    console.log("compiling aws-lambda-ric, which takes a minute or two, once");
    await rm(modules, { recursive: true, force: true });
    await npm("ci", "--ignore-scripts");
    await npm("rebuild", "aws-lambda-ric");
    await writeFile(stamp, wanted);
  }
  return join(modules, "aws-lambda-ric", "index.mjs");
}

function refuseMissingTools(): void {
  const missing = tools.filter(([program]) => spawnSync(program, ["--version"]).error !== undefined);
  if (missing.length === 0) return;
  const [programs, packages] = [missing.map(([program]) => program), missing.map(([, name]) => name)];
  throw new Error(
    `Lambda's runtime client is compiled here, which needs ${programs.join(", ")}: apt-get install -y --no-install-recommends ${packages.join(" ")}`,
  );
}

/** With the headers of this very Node, which its package brings along: without, node-gyp would fetch them. */
async function npm(...args: readonly string[]): Promise<void> {
  const env = { ...process.env, npm_config_nodedir: join(process.execPath, "..", "..") };
  await run("npm", args, { cwd: folder, env, maxBuffer: 64 * 1024 * 1024, timeout: 570_000 }).catch((error) => {
    throw new Error(`npm ${args.join(" ")} failed in ${folder}: ${String(error.stderr).slice(-2_000)}`);
  });
}
