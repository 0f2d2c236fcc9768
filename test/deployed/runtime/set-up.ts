import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";
import type { DeployedService } from "./deployed-service.ts";
import { installRuntimeClient } from "./install-runtime-client.ts";
import { readTemplate } from "./read-template.ts";

declare module "vitest" {
  interface ProvidedContext {
    readonly deployed: DeployedService & {
      /** Lambda's runtime client: the program. */
      readonly client: string;
      /** `sandbox.c`, compiled. */
      readonly sandbox: string;
    };
  }
}

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../../", import.meta.url));

/**
 * What is switched on: without a place for key sets, the function that fetches them is not deployed, without an endpoint there is no
 * private API, and without a grant there are no probes. The map is where it is by default, in the stack's own bucket.
 */
const switches = {
  POLICY_MAP: "",
  POLICY_MAP_FILE: "",
  KEY_SETS: "s3://vend-maps/key-sets.json",
  VPC_ENDPOINT_IDS: "vpce-0a1b2c3d",
  PROBE_GRANT: "nightly-report",
  PROBE_TOKEN_URL: "https://idp.corp.example/token",
  PROBE_CLIENT_ID: "report-runner",
  PROBE_CLIENT_SECRET: "ssm:/vend/probe",
};

/** Packages the service, unpacks each zip as Lambda does, and compiles what it runs in. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const client = await installRuntimeClient();
  const env = { ...process.env, ...switches };
  await run("npm", ["run", "package"], { cwd: root, env, maxBuffer: 16 * 1024 * 1024 });
  const { functions, ...apis } = await readTemplate(join(root, ".serverless"));
  const folder = await mkdtemp(join(tmpdir(), "vend-packaged-"));
  const sandbox = join(folder, "sandbox.so");
  await run("g++", [
    "-x",
    "c",
    "-shared",
    "-fPIC",
    "-O2",
    "-o",
    sandbox,
    join(root, "test/deployed/runtime/sandbox.c"),
  ]);
  const unpacked = await Promise.all(
    functions.map(async ({ zip, ...deployed }) => {
      const taskRoot = join(folder, deployed.name);
      await mkdir(taskRoot);
      await run("unzip", ["-q", zip, "-d", taskRoot]);
      return { ...deployed, taskRoot };
    }),
  );
  project.provide("deployed", { client, sandbox, functions: unpacked, ...apis });
  return () => rm(folder, { recursive: true, force: true });
}
