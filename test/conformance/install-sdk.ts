import { spawn } from "node:child_process";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Sdk } from "./sdk.ts";

const drivers = fileURLToPath(new URL("drivers", import.meta.url));

/** An SDK's driver that can be run, or why there is none. */
export type Installed =
  | { readonly folder: string; readonly missing?: undefined }
  | { readonly folder?: undefined; readonly missing: string };

/**
 * Copies the driver into a folder of its own and gets what it needs there, by the language's ordinary client.
 * @param parent a folder that is there; the copy is below it
 */
export async function installSdk(sdk: Sdk, parent: string): Promise<Installed> {
  if (sdk.driver === undefined) return { missing: Object.values(sdk.lacks)[0] ?? "" };
  // What is of the project's own packages is resolved from where it is.
  if (sdk.install.length === 0) return { folder: join(drivers, sdk.driver) };
  const folder = join(parent, sdk.name.replace(/\W+/g, "-"));
  await cp(join(drivers, sdk.driver), folder, { recursive: true });
  for (const { command, seconds } of sdk.install) {
    const failure = await runStep(command, folder, seconds);
    if (failure !== undefined) return { missing: `\`${command.join(" ")}\` ${failure}` };
  }
  return { folder };
}

/** @returns what went wrong */
function runStep(
  [command, ...args]: readonly [string, ...string[]],
  cwd: string,
  seconds: number,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"], detached: true });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    const timer = setTimeout(() => {
      resolve(`took more than ${seconds} s`);
      // With all that it started.
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    }, seconds * 1_000);
    child.on("error", () => resolve("cannot be run"));
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve(code === 0 ? undefined : `failed: ${output.trim().split("\n").at(-1) ?? ""}`);
    });
  });
}
