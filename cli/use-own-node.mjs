import { spawn } from "node:child_process";
import { once } from "node:events";
import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";

/*
 * `npm ci` puts a Node beside this program, but only npm's own scripts find it: started from another folder, or as `node
 * cli/vend.mjs`, it runs on the machine's. Where that one cannot read TypeScript, as none before 22.18 can, go on with the other.
 */
const own = process.features.typescript ? undefined : findOwnNode();
if (own !== undefined && own !== process.execPath) {
  const program = fileURLToPath(new URL("vend.mjs", import.meta.url));
  const child = spawn(own, [program, ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGINT", "SIGQUIT"]) {
    // The last two come from a terminal mostly, which sends them to both.
    const isOfTerminal = process.stdin.isTTY && ["SIGINT", "SIGQUIT"].includes(signal);
    process.on(signal, () => isOfTerminal || child.kill(signal));
  }
  const [status, signal] = await once(child, "exit");
  process.exit(status ?? 128 + constants.signals[signal]);
}

function findOwnNode() {
  try {
    const require = createRequire(import.meta.url);
    return realpathSync(require.resolve(`node-${process.platform}-${process.arch}/bin/node`));
  } catch {
    return undefined;
  }
}
