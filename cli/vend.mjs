#!/usr/bin/env node
// Plain JavaScript, since an older Node cannot read the rest. This import goes on with the Node that was installed with this, where there is one;
// what comes below waits for it, which another import beside it would not.
import "./use-own-node.mjs";
import { existsSync } from "node:fs";
import nodeModule from "node:module";
import { fileURLToPath } from "node:url";

// Says that this Node is too old, and stops.
await import("../build/check-node-version.mjs");

/*
 * In a checkout these are the sources themselves, without a build, so that nothing old is ever run. An installed package has
 * none, for Node does not read TypeScript below node_modules: there, it is what `npm pack` has made of them.
 */
const isCheckout = existsSync(new URL("run-on-process.ts", import.meta.url));
if (isCheckout) {
  // Half of a start goes by in compiling some 300 files. Not in Node's own place for it, the machine's folder for temporary files,
  // where somebody else could put what is run.
  nodeModule.enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/vend", import.meta.url)));
}
const built = new URL("../dist/cli/program/run-on-process.mjs", import.meta.url);
const { runOnProcess } = await (isCheckout ? import("./run-on-process.ts") : import(built.href));
await runOnProcess();
