import { fileURLToPath } from "node:url";
import { runNode } from "./run-node.ts";

const program = fileURLToPath(new URL("bin/serverless.js", import.meta.resolve("osls/package.json")));

/**
 * Runs the framework as it is installed here, so that what it writes depends on the checkout and what it is told, and on nothing else
 * of the machine.
 * @param args its command and options
 * @throws Error where it does not end well; it has said why
 */
export async function runOsls(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  await runNode(program, args, {
    ...env,
    // The times in a zip are local ones.
    TZ: "UTC",
    // Its compiled schemas, which it would keep in the home directory.
    SLS_SCHEMA_CACHE_BASE_DIR: "node_modules/.cache/osls",
  });
}
