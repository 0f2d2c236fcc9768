import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { median } from "../../../bench/median.ts";
import { writeCompiledMap } from "../../../shared/policy-map/compiled/write-compiled-map.ts";
import { readPolicyMap } from "../../../shared/policy-map/read-policy-map.ts";
import { policyMapText } from "../../exchange/policy-map.ts";
import type { DeployedFunction } from "./deployed-service.ts";
import { printTable } from "./print-table.ts";
import { readCpuMs } from "./read-cpu-ms.ts";
import { readPeakMb } from "./read-peak-mb.ts";
import { startEnvironment } from "./start-environment.ts";
import { startWorld, type World } from "./start-world.ts";

/*
 * What a start costs in Lambda's runtime client: of each function, of one that does nothing, and of Node alone, in turn.
 */
const { functions } = inject("deployed");
const rounds = 5;
/** How many times the CPU time of an empty function a start may take. Absolute times are the machine's. */
const mostOverEmpty = 10;

let world: World;
let folder: string;
beforeAll(async () => {
  world = await startWorld();
  folder = await mkdtemp(join(tmpdir(), "vend-starts-"));
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

test("the Node that runs here is the one that the template asks for", () => {
  for (const { runtime } of functions) expect(runtime).toBe(`nodejs${process.versions.node.split(".")[0]}.x`);
});

/** A function in an environment like the others', that has nothing to load. */
async function emptyFunction(): Promise<DeployedFunction> {
  const taskRoot = join(folder, "empty");
  await mkdir(taskRoot);
  await writeFile(join(taskRoot, "index.mjs"), "export const handler = async () => ({ statusCode: 200 });\n");
  return {
    name: "empty",
    handler: "index.handler",
    runtime: "nodejs24.x",
    memoryMb: 1024,
    timeoutMs: 10_000,
    environment: {},
    taskRoot,
  };
}

/** As in docs/performance.md: a compiled map and the issuers' keys in a file, so that nothing is fetched at the start. */
async function withMapInFile(): Promise<Readonly<Record<string, string>>> {
  const mapFile = join(folder, "policy-map.json");
  await writeFile(
    mapFile,
    writeCompiledMap(readPolicyMap(policyMapText(world.idp.tokens), "policy-map.yaml").document),
  );
  return { POLICY_MAP: `file:${mapFile}`, KEY_SETS: "" };
}

interface Starts {
  readonly name: string;
  readonly once: () => Promise<{ readonly ms: number; readonly cpuMs: number; readonly peakMb: number }>;
}

function startsOf(name: string, deployed: DeployedFunction, env: Readonly<Record<string, string>> = {}): Starts {
  // By the true clock: to read a moved one costs a call of the kernel each time.
  const options = { ...world.options, env: { ...world.options.env, LD_PRELOAD: "", ...env } };
  return {
    name,
    once: async () => {
      const environment = await startEnvironment(deployed, options);
      const measured = { ...environment.init, peakMb: readPeakMb(environment.pid) };
      await environment.shutDown();
      return measured;
    },
  };
}

const nodeAlone: Starts = {
  name: "Node alone",
  once: async () => {
    const startedMs = performance.now();
    const program =
      "const { user, system } = process.cpuUsage(); console.log((user + system) / 1e3, process.resourceUsage().maxRSS / 1024)";
    const [cpuMs, peakMb] = execFileSync(process.execPath, ["-e", program], { encoding: "utf8" })
      .trim()
      .split(" ")
      .map(Number);
    return { ms: performance.now() - startedMs, cpuMs: cpuMs ?? Number.NaN, peakMb: peakMb ?? Number.NaN };
  },
};

test("every function that is packaged starts, at a bounded cost over an empty one", { timeout: 180_000 }, async () => {
  const vending = functions.find(({ name }) => name === "vend-credentials");
  if (vending === undefined) throw new Error("vend-credentials was not packaged");
  const kinds = [
    nodeAlone,
    startsOf("an empty function", await emptyFunction()),
    ...functions.map((deployed) => startsOf(deployed.name, deployed)),
    startsOf("vend-credentials, map and keys in a file", vending, await withMapInFile()),
  ];
  const measured = kinds.map(() => ({ ms: [] as number[], cpuMs: [] as number[], peakMb: [] as number[] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, kind] of kinds.entries()) {
      const { ms, cpuMs, peakMb } = await kind.once();
      measured[at]?.ms.push(ms);
      measured[at]?.cpuMs.push(cpuMs);
      measured[at]?.peakMb.push(peakMb);
    }
  }
  const medians = measured.map(({ ms, cpuMs, peakMb }) => ({
    ms: median(ms),
    cpuMs: median(cpuMs),
    peakMb: median(peakMb),
  }));
  const emptyMs = medians[1]?.cpuMs ?? Number.NaN;
  const rows = kinds.map(({ name }, at) => {
    const { ms, cpuMs, peakMb } = medians[at] ?? { ms: Number.NaN, cpuMs: Number.NaN, peakMb: Number.NaN };
    return [name, ms.toFixed(0), cpuMs.toFixed(0), (cpuMs / emptyMs).toFixed(2), peakMb.toFixed(0)];
  });
  printTable(["start of", "ms", "CPU ms", "CPU over an empty function", "peak MB"], rows);
  for (const [at, deployed] of functions.entries()) {
    const { cpuMs = Number.NaN, peakMb = Number.NaN } = medians[at + 2] ?? {};
    expect(cpuMs / emptyMs, deployed.name).toBeLessThan(mostOverEmpty);
    expect(peakMb, deployed.name).toBeLessThan(deployed.memoryMb);
  }
});

test("the first request of a fresh function, and a hundred later ones, stay within the function's memory", async () => {
  const path = "/v1/credentials/nightly-report";
  const firstCpuMs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await world.lambda("vend-credentials").shutDown();
    const environment = await world.lambda("vend-credentials").provision();
    const before = readCpuMs(environment.pid);
    expect(await world.ask("HTTP API", { path, token: await world.issueToken() })).toMatchObject({ status: 200 });
    firstCpuMs.push(readCpuMs(environment.pid) - before);
  }
  const [environment] = world.lambda("vend-credentials").environments();
  const pid = environment?.pid ?? 0;
  const before = readCpuMs(pid);
  for (let at = 0; at < 100; at += 1) {
    await world.ask("REST API", { path, token: await world.issueToken(`team-${at}`) });
  }
  const laterCpuMs = (readCpuMs(pid) - before) / 100;
  const rows = [["vend-credentials", median(firstCpuMs).toFixed(1), laterCpuMs.toFixed(1), readPeakMb(pid).toFixed(0)]];
  printTable(["requests of", "CPU ms of the first", "CPU ms of a later one, new session", "peak MB"], rows);
  expect(readPeakMb(pid)).toBeLessThan(1_024);
});
