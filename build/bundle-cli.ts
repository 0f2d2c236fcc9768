import { cp, rm } from "node:fs/promises";
import { build } from "esbuild";

/*
 * Makes `dist/cli` for the package that `npm pack` writes: the command line as JavaScript, in a few files in place of hundreds. Packages
 * stay what package.json says of them, and are installed beside it.
 */
const output = "dist/cli";
await rm(output, { recursive: true, force: true });
await build({
  entryPoints: ["cli/run-on-process.ts"],
  outdir: `${output}/program`,
  bundle: true,
  packages: "external",
  platform: "node",
  target: "node22.18",
  format: "esm",
  splitting: true,
  outExtension: { ".js": ".mjs" },
  logLevel: "warning",
});
// As far from the program as from the sources that read them.
await cp("cli/report/page", `${output}/program/page`, {
  recursive: true,
  filter: (path) => !/\.(?:ts|json)$/.test(path),
});
await cp("cli/init/starter-map.yaml", `${output}/init/starter-map.yaml`);
