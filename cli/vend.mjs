#!/usr/bin/env node
// Plain JavaScript, since an older Node cannot read the rest: the first import says so and stops, so the second waits for it.
import "../build/check-node-version.mjs";

const { runOnProcess } = await import("./run-on-process.ts");
await runOnProcess();
