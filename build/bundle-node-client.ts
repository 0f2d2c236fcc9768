import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { build } from "esbuild";

/*
 * Makes `dist/clients/node`: the client for Node as one file that needs nothing else, to be installed with the package or copied, and its
 * types. CommonJS, which `import` reads as well as `require` does: two files would be two memories of the same credentials.
 */
const output = "dist/clients/node";
await rm(output, { recursive: true, force: true });
await build({
  entryPoints: ["clients/node/index.ts"],
  outfile: `${output}/vend-credentials.cjs`,
  bundle: true,
  platform: "node",
  target: "node18",
  format: "cjs",
  banner: {
    js: "// AWS credentials of a credential vending service, for the AWS SDK for JavaScript. SPDX-License-Identifier: Apache-2.0",
  },
  logLevel: "warning",
});
const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");
await promisify(execFile)(process.execPath, [compiler, "--project", "clients/node/tsconfig.json"]);
await mkdir(output, { recursive: true });
// So that the types are read as what they describe, a CommonJS module.
await writeFile(`${output}/package.json`, '{ "type": "commonjs" }\n');
