import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import type { PolicyDocument } from "../shared/model/policy-document.ts";
import { writeCompiledMap } from "../shared/policy-map/compiled/write-compiled-map.ts";
import { generateDocument } from "./generate-document.ts";
import { matchingRequest } from "./matching-request.ts";
import { median } from "./median.ts";

const rounds = 21;
const run = promisify(execFile);

/** What a process costs that reads a map, makes it live and decides once, over one whose map has a single grant. */
export interface StartCost {
  readonly compiledMs: number;
  /** The same rules as plain JSON, all parsed and made ready, without an index. */
  readonly linearMs: number;
}

/** Measures the start of fresh processes, one of each kind in turn. CPU time in milliseconds, reading the file included. */
export async function measureStart(grants: number): Promise<StartCost> {
  const folder = await mkdtemp(join(tmpdir(), "policy-map-start-"));
  try {
    const starts = await prepare(folder, grants);
    const costsMs = starts.map((): number[] => []);
    for (let round = 0; round < rounds; round += 1) {
      for (const [kind, start] of starts.entries()) {
        costsMs[kind]?.push(await start());
      }
    }
    const [single = Number.NaN, compiled = Number.NaN, linear = Number.NaN] = costsMs.map(median);
    return { compiledMs: compiled - single, linearMs: linear - single };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function prepare(folder: string, grants: number): Promise<readonly (() => Promise<number>)[]> {
  const document = generateDocument(grants);
  const [first] = document.grants;
  const asked = document.grants[grants - 10];
  if (first === undefined || asked === undefined) {
    throw new Error("the generated map is too small");
  }
  const bundle = await bundleStart(folder);
  const single: PolicyDocument = { ...document, grants: [first] };
  const write = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const requestOf = (grant: typeof first) => JSON.stringify(matchingRequest(document, grant));
  const firstRequest = await write("first.json", requestOf(first));
  const request = await write("asked.json", requestOf(asked));
  const singleMap = await write("single-map.json", writeCompiledMap(single));
  const compiledMap = await write("compiled-map.json", writeCompiledMap(document));
  const plainMap = await write("plain-map.json", JSON.stringify(document));
  return [
    () => startOnce(bundle, ["compiled", singleMap, firstRequest], first.name),
    () => startOnce(bundle, ["compiled", compiledMap, request], asked.name),
    () => startOnce(bundle, ["linear", plainMap, request], asked.name),
  ];
}

/** As `build/bundle.ts` makes the functions. */
async function bundleStart(folder: string): Promise<string> {
  const outfile = join(folder, "start-with-map.js");
  await build({
    entryPoints: ["bench/start-with-map.ts"],
    outfile,
    bundle: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    minify: true,
    keepNames: true,
    legalComments: "none",
    logLevel: "warning",
  });
  return outfile;
}

/** @returns CPU time until the decision, in milliseconds */
async function startOnce(bundle: string, parameters: readonly string[], expected: string): Promise<number> {
  const { stdout } = await run(process.execPath, [bundle, ...parameters]);
  const { grant, cpuMs } = JSON.parse(stdout) as { readonly grant: string; readonly cpuMs: number };
  if (grant !== expected) {
    throw new Error(`the started process decided for ${grant} and not for ${expected}`);
  }
  return cpuMs;
}
