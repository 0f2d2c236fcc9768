import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";
import { temporaryFiles } from "../../cli/run-vend.ts";

const run = promisify(execFile);
const project = fileURLToPath(new URL("../../../..", import.meta.url));
const file = temporaryFiles();
const folder = dirname(file("x"));

beforeAll(async () => {
  await run(process.execPath, ["build/bundle-node-client.ts"], { cwd: project });
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(project, join(folder, "node_modules/credential-vending-api"));
});

const consumer = `
process.env.VEND_URL = "";
const provider = fromVend({ token: "jwt" });
provider().catch((error) => console.log(error instanceof VendError, error.message));
`;
const sentence = "true No AWS credentials: the service's URL is not set; set VEND_URL\n";

/** The Node that runs the tests, and the machine's own, which may be an older one. */
const nodes = [...new Set([process.execPath, ownNode()])];

function ownNode(): string {
  const found = spawnSync(
    "sh",
    ["-c", "PATH=$(printf %s \"$PATH\" | tr : '\\n' | grep -v node_modules | paste -sd:); node -p process.execPath"],
    {
      encoding: "utf8",
    },
  );
  return found.stdout.trim() || process.execPath;
}

test.each(nodes)("%s imports and requires the built file", async (node) => {
  const required = file("a.cjs", `const { fromVend, VendError } = require("credential-vending-api/node");${consumer}`);
  const imported = file("a.mjs", `import { fromVend, VendError } from "credential-vending-api/node";${consumer}`);
  expect((await run(node, [required], { cwd: folder })).stdout).toBe(sentence);
  expect((await run(node, [imported], { cwd: folder })).stdout).toBe(sentence);
});

test("its types are those of the sources, for both kinds of module", async () => {
  const source = `
    import { fromVend, type VendedCredentials, VendError, type VendOptions } from "credential-vending-api/node";
    const options: VendOptions = { url: "https://vend.corp.example" };
    export const credentials: Promise<VendedCredentials> = fromVend(options)();
    export const code: string | undefined = new VendError("").code;
    // @ts-expect-error there is no such option
    fromVend({ adress: "https://vend.corp.example" });
  `;
  const settings = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", "--skipLibCheck", "false"];
  writeFileSync(join(folder, "b.mts"), source);
  writeFileSync(join(folder, "b.cts"), source);
  const compiler = join(project, "node_modules/typescript/bin/tsc");
  // Run so that what it prints is compared, and not that it fails.
  const { stdout } = spawnSync(process.execPath, [compiler, ...settings, "b.mts", "b.cts"], {
    cwd: folder,
    encoding: "utf8",
  });
  expect(stdout).toBe("");
});
