import { spawnSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/*
 * `npm ci` puts a Node beside this program, but only npm's own scripts find it: started from another folder, or as `node
 * cli/vend.mjs`, it runs on the machine's. Where that one cannot read TypeScript, as none before 22.18 can, go on with the other.
 */
const own = process.features.typescript ? undefined : findOwnNode();
if (own !== undefined && own !== process.execPath) {
  const program = fileURLToPath(new URL("vend.mjs", import.meta.url));
  const { status } = spawnSync(own, [program, ...process.argv.slice(2)], { stdio: "inherit" });
  process.exit(status ?? 1);
}

function findOwnNode() {
  try {
    const require = createRequire(import.meta.url);
    return realpathSync(require.resolve(`node-${process.platform}-${process.arch}/bin/node`));
  } catch {
    return undefined;
  }
}
