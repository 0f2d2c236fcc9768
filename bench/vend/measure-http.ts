import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import autocannon from "autocannon";
import { runStack } from "../../test/support/run-stack.ts";
import { type Figure, figure } from "../figure.ts";
import { median } from "../median.ts";

const callerCounts = [1, 32, 256];
const rounds = 3;
const roundSeconds = 3;

/** How many times as many requests a server may answer that does nothing. */
const mostRatio = 3;

/**
 * Throughput of what `npm start` runs, gateway adapter and audit lines included, for callers who each ask again as soon as they
 * are answered, beside that of a server that answers a constant.
 */
export async function measureHttp(): Promise<readonly Figure[]> {
  const constant = fork(fileURLToPath(new URL("constant-server.mjs", import.meta.url)));
  const stack = await runStack();
  try {
    const [constantUrl] = (await once(constant, "message")) as [string];
    const token = await stack.token("report-runner");
    const figures: Figure[] = [];
    for (const callers of callerCounts) {
      const ratios: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const plain = await throughput(constantUrl, callers, {});
        const ours = await throughput(`${stack.url}/v1/credentials`, callers, { authorization: `Bearer ${token}` });
        ratios.push(plain / ours);
      }
      figures.push(figure(`http.over-constant.${callers}`, "ratio", median(ratios), mostRatio, 1));
    }
    return figures;
  } finally {
    constant.kill();
    await stack.stop();
  }
}

/** @returns answers a second */
async function throughput(url: string, connections: number, headers: Record<string, string>): Promise<number> {
  const { requests, non2xx, errors } = await autocannon({ url, connections, headers, duration: roundSeconds });
  if (non2xx > 0 || errors > 0) {
    throw new Error(`${url}: ${non2xx} answers were none of success, ${errors} requests failed`);
  }
  return requests.average;
}
