import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { type BuildOptions, build, type Metafile, type Plugin } from "esbuild";
import { packagesOf } from "./bundle/packages-of.ts";
import { thirdPartyLicences } from "./bundle/third-party-licences.ts";
import { isOlder } from "./is-older.ts";

/*
 * Makes `dist/NAME` of each `functions/NAME/handler.ts`. A cold start pays for every byte that is parsed and every module that is
 * evaluated, so what a function loads only when it needs it (the readers of YAML, the clients of rare sources) becomes files
 * of its own, and whatever nothing uses is left out, which takes the packages' ES modules. But the result is CommonJS: `import
 * "node:http"` costs an ES module 44 ms of every cold start and a CommonJS one 4.
 *
 * With `--if-older`, nothing is done where what is there is newer than all that it is made of.
 */
const options: BuildOptions = {
  platform: "node",
  target: "node24",
  minify: true,
  legalComments: "none",
  logLevel: "warning",
  // Whatever package.json is above them says, in the checkout and in Lambda.
  outExtension: { ".js": ".cjs" },
};

/** Modules of Node itself do nothing when loaded but take time: of 4 ms for `node:http2`, which only its own client would need. */
const leaveUnusedBuiltinsOut: Plugin = {
  name: "leave unused built-in modules out",
  setup: (bundling) => {
    bundling.onResolve({ filter: /^(?:node:)?[a-z0-9_/]+$/ }, ({ path }) =>
      builtinModules.includes(path.replace(/^node:/, "")) ? { path, external: true, sideEffects: false } : undefined,
    );
  },
};

/**
 * RE2's engine, of which a file of its own is made: a third of all that a start would load, and most maps have no pattern that needs it.
 * It is required when first called, since whoever tests a value cannot wait for an import.
 */
const loadEngineWhenNeeded: Plugin = {
  name: "load RE2's engine when a pattern needs it",
  setup: (bundling) => {
    bundling.onResolve({ filter: /^re2js$/ }, () => ({ path: "re2js", namespace: "when-needed" }));
    bundling.onResolve({ filter: /^\.\/re2js\.cjs$/ }, ({ path }) => ({ path, external: true }));
    bundling.onLoad({ filter: /^re2js$/, namespace: "when-needed" }, () => ({
      contents: 'export const RE2JS = { compile: (pattern) => require("./re2js.cjs").RE2JS.compile(pattern) };',
    }));
  },
};

/** What `serverless.yml` asks for the rights of the service; written last. */
const rights = "dist/service-rights.cjs";

if (
  !process.argv.includes("--if-older") ||
  (await isOlder(rights, ["functions", "shared", "cli", "build", "package-lock.json"]))
) {
  await removeOutput();
  const inputs: string[] = [];
  for (const name of await functionNames()) {
    const bundle = await bundleFunction(name);
    inputs.push(...bundle.inputs);
    console.log(`dist/${name} ${bundle.kilobytes} kB loaded at start`);
  }
  // Minified, none of it would be in the bundles themselves.
  const packages = packagesOf(inputs);
  await writeFile("dist/THIRD-PARTY-LICENSES.txt", await thirdPartyLicences(packages));
  await writeFile("dist/bundled-packages.json", `${JSON.stringify(packages, undefined, 2)}\n`);
  await build({ ...options, entryPoints: ["build/service-rights.ts"], outfile: rights, bundle: true, format: "cjs" });
}

async function functionNames(): Promise<readonly string[]> {
  const folders = await readdir("functions", { withFileTypes: true });
  return folders.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/** All but the command line, which another build makes. */
async function removeOutput(): Promise<void> {
  const names = await readdir("dist").catch(() => []);
  await Promise.all(
    names.filter((name) => name !== "cli").map((name) => rm(`dist/${name}`, { recursive: true, force: true })),
  );
}

/**
 * Once as ES modules, which can be split, and then each file as CommonJS. The Lambda's own module takes what that exports and
 * waits until it is warm: Lambda gives a whole core to what a module does before it has been loaded, and to what comes
 * later only the share that the function's memory buys.
 * @returns the kilobytes that a start loads, without what is loaded when needed; and the files that it is all made of
 */
async function bundleFunction(
  name: string,
): Promise<{ readonly kilobytes: number; readonly inputs: readonly string[] }> {
  // Names of parts depend on the way from here to the sources: within the checkout, it is the same wherever that lies.
  await mkdir("dist", { recursive: true });
  const modules = await mkdtemp("dist/.modules-");
  try {
    const { metafile } = await build({
      ...options,
      entryPoints: { function: `functions/${name}/handler.ts` },
      outdir: modules,
      bundle: true,
      format: "esm",
      splitting: true,
      mainFields: ["module", "main"],
      plugins: [leaveUnusedBuiltinsOut, loadEngineWhenNeeded],
      sourcemap: "linked",
      metafile: true,
    });
    const files = (await readdir(modules)).filter((file) => file.endsWith(".cjs"));
    await build({
      ...options,
      entryPoints: files.map((file) => join(modules, file)),
      outdir: `dist/${name}`,
      format: "cjs",
      supported: { "dynamic-import": false },
      sourcemap: "external",
    });
    const inputs = [...inputsOf(metafile.outputs)];
    if ("when-needed:re2js" in metafile.inputs) {
      const engine = await build({
        ...options,
        entryPoints: ["re2js"],
        outfile: `dist/${name}/re2js.cjs`,
        bundle: true,
        format: "cjs",
        metafile: true,
      });
      inputs.push(...inputsOf(engine.metafile.outputs));
    }
    await copyFile("build/lambda-entry.mjs", `dist/${name}/index.mjs`);
    return { kilobytes: Math.round(bytesAtStart(metafile.outputs) / 1024), inputs };
  } finally {
    await rm(modules, { recursive: true });
  }
}

/** What something is left of. */
function inputsOf(outputs: Metafile["outputs"]): readonly string[] {
  return Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
}

/** What the entry imports, directly or not, without waiting for a need. */
function bytesAtStart(outputs: Metafile["outputs"]): number {
  const isEntry = (file: string) => file.endsWith("/function.cjs");
  const reached = new Set(Object.keys(outputs).filter(isEntry));
  for (const file of reached) {
    for (const { path, kind, external } of outputs[file]?.imports ?? []) {
      if (kind === "import-statement" && !external) {
        reached.add(path);
      }
    }
  }
  return [...reached].reduce((sum, file) => sum + (outputs[file]?.bytes ?? 0), 0);
}
