import { copyFile, readdir, rm } from "node:fs/promises";
import { type BuildOptions, build, type Plugin } from "esbuild";

/**
 * Makes `dist/NAME/index.js` of each `functions/NAME/handler.ts`: CommonJS, because `import "node:http"` costs an ES module
 * 44 ms of every cold start and a CommonJS one 4. Beside it lie the packages that only some deployments ever load, each a file
 * of its own: within the bundle they would cost every cold start some 18 ms, just by being read.
 */
const rarePackages: Readonly<Record<string, string>> = {
  "@aws-sdk/client-appconfigdata": "client-appconfigdata",
  "@aws-sdk/client-s3": "client-s3",
  "@aws-sdk/client-ssm": "client-ssm",
  "@aws-lambda-powertools/parameters/secrets": "parameters-secrets",
  "@aws-lambda-powertools/parameters/ssm": "parameters-ssm",
};

const options: BuildOptions = {
  outdir: "dist",
  bundle: true,
  platform: "node",
  target: "node24",
  format: "cjs",
  minify: true,
  keepNames: true,
  legalComments: "none",
  logLevel: "warning",
  // `require` in its place: a file beside a CommonJS one is loaded as CommonJS.
  supported: { "dynamic-import": false },
};

const leaveRarePackagesOut: Plugin = {
  name: "leave rare packages out",
  setup: (bundling) => {
    bundling.onResolve({ filter: /^@aws/ }, ({ path, kind }) => {
      const file = kind === "dynamic-import" ? rarePackages[path] : undefined;
      return file === undefined ? undefined : { path: `./${file}.js`, external: true };
    });
  },
};

const folders = await readdir("functions", { withFileTypes: true });
const names = folders.filter((entry) => entry.isDirectory()).map((entry) => entry.name);

await rm("dist", { recursive: true, force: true });
const { metafile } = await build({
  ...options,
  entryPoints: Object.fromEntries(names.map((name) => [`${name}/index`, `functions/${name}/handler.ts`])),
  plugins: [leaveRarePackagesOut],
  sourcemap: "external",
  metafile: true,
});
await build({
  ...options,
  entryPoints: Object.fromEntries(Object.entries(rarePackages).map(([path, file]) => [`packages/${file}`, path])),
});
for (const name of names) {
  for (const file of Object.values(rarePackages)) {
    await copyFile(`dist/packages/${file}.js`, `dist/${name}/${file}.js`);
  }
}
await rm("dist/packages", { recursive: true });

for (const [file, { bytes }] of Object.entries(metafile.outputs)) {
  if (file.endsWith(".js")) {
    console.log(`${file} ${Math.round(bytes / 1024)} kB`);
  }
}
