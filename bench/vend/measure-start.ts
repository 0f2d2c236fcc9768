import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { type Figure, figure } from "../figure.ts";
import { median } from "../median.ts";
import { functionFile } from "./function-file.ts";
import { credentialsEvent } from "./gateway-event.ts";
import { prepareWorld, type World } from "./prepare-world.ts";

const rounds = 15;

/** The most that a start and the first vend together may take, and of it the first vend: Lambda gives only the start a whole core. */
const mostMs = 100;
const mostFirstMs = 25;
/** The most that a compiled map of 10,000 grants may add. */
const mostMapMs = 10;

interface Start {
  readonly initMs: number;
  readonly firstMs: number;
}

/** Fresh processes of each kind in turn: CPU time over that of Node alone. */
export async function measureStart(): Promise<readonly Figure[]> {
  const small = await prepareWorld();
  const large = await prepareWorld({ otherGrants: 10_000 });
  try {
    const starts = [() => startOnce([], {}), await startIn(small), await startIn(large)];
    const costs = starts.map((): Start[] => []);
    for (let round = 0; round < rounds; round += 1) {
      for (const [kind, start] of starts.entries()) {
        costs[kind]?.push(await start());
      }
    }
    const [node = noStart, one = noStart, many = noStart] = costs.map(medianStart);
    const initMs = one.initMs - node.initMs;
    const firstMs = one.firstMs - one.initMs;
    return [
      figure("init.over-node.ms", "ms", initMs, mostMs - firstMs, node.initMs),
      figure("init.first-vend.ms", "ms", firstMs, mostFirstMs, node.initMs),
      figure("init.map-10000.added.ms", "ms", many.firstMs - one.firstMs, mostMapMs, one.firstMs - node.firstMs),
    ];
  } finally {
    await small.close();
    await large.close();
  }
}

const noStart: Start = { initMs: Number.NaN, firstMs: Number.NaN };

function medianStart(starts: readonly Start[]): Start {
  return { initMs: median(starts.map(({ initMs }) => initMs)), firstMs: median(starts.map(({ firstMs }) => firstMs)) };
}

async function startIn(world: World): Promise<() => Promise<Start>> {
  const token = await world.issuer.issueToken({ claims: { sub: "report-runner", team: "etl" } });
  const event = JSON.stringify(credentialsEvent(token));
  return () => startOnce([functionFile, event], world.env);
}

async function startOnce(parameters: readonly string[], env: Readonly<Record<string, string>>): Promise<Start> {
  const path = fileURLToPath(new URL("start-worker.mjs", import.meta.url));
  const child = spawn(process.execPath, [path, ...parameters], {
    env,
    stdio: ["ignore", "ignore", "inherit", "pipe"],
  });
  const report = await text(child.stdio[3] as NodeJS.ReadableStream);
  const { initMs, firstMs, status } = JSON.parse(report) as Start & { readonly status?: number };
  if (parameters.length > 0 && status !== 200) {
    throw new Error(`the first request of a fresh process was answered with ${status}`);
  }
  return { initMs, firstMs };
}
