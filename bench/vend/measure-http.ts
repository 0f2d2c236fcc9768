import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import autocannon from "autocannon";
import { runStack } from "../../test/support/run-stack.ts";
import { type Figure, figure } from "../figure.ts";
import { median } from "../median.ts";

const callerCounts = [1, 32, 256];
const rounds = 5;
const roundSeconds = 2;

/** How many times as many requests a server may answer that does nothing. */
const mostRatio = 3;

/**
 * Throughput of what `npm start` runs, gateway adapter and audit lines included, for callers who each ask again as soon as they
 * are answered, beside that of a server that answers a constant. The reference is the same of that server where it writes a line
 * and sends the headers as the service does: what nobody who does both can stay below. All get the same request. Lines go to a file:
 * through a pipe, whoever reads it would take turns with the server.
 */
export async function measureHttp(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "vend-bench-"));
  const constant = startConstant([], "ignore");
  const audited = startConstant(["audited"], join(folder, "lines.log"));
  const stack = await runStack({}, join(folder, "audit.log"));
  try {
    const [constantUrl, auditedUrl] = [await urlOf(constant), await urlOf(audited)];
    const headers = { authorization: `Bearer ${await stack.token("report-runner")}` };
    const credentialsUrl = `${stack.url}/v1/credentials`;
    // Whatever is compiled while it is measured would count for the first round.
    for (const url of [constantUrl, auditedUrl, credentialsUrl]) await throughput(url, 32, headers);
    const figures: Figure[] = [];
    for (const callers of callerCounts) {
      const ratios: number[] = [];
      const floors: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const plain = await throughput(constantUrl, callers, headers);
        ratios.push(plain / (await throughput(credentialsUrl, callers, headers)));
        floors.push(plain / (await throughput(auditedUrl, callers, headers)));
      }
      figures.push(figure(`http.over-constant.${callers}`, "ratio", median(ratios), mostRatio, median(floors)));
    }
    return figures;
  } finally {
    constant.kill();
    audited.kill();
    await stack.stop();
    await rm(folder, { recursive: true });
  }
}

/** @param output a file, or nowhere */
function startConstant(options: readonly string[], output: string): ChildProcess {
  const sink = output === "ignore" ? output : openSync(output, "a");
  const server = fork(fileURLToPath(new URL("constant-server.mjs", import.meta.url)), options, {
    stdio: ["ignore", sink, "inherit", "ipc"],
  });
  if (sink !== "ignore") closeSync(sink as number);
  return server;
}

async function urlOf(server: ChildProcess): Promise<string> {
  const [url] = (await once(server, "message")) as [string];
  return url;
}

/** @returns answers a second */
async function throughput(url: string, connections: number, headers: Record<string, string>): Promise<number> {
  const { requests, non2xx, errors } = await autocannon({ url, connections, headers, duration: roundSeconds });
  if (non2xx > 0 || errors > 0) {
    throw new Error(`${url}: ${non2xx} answers were none of success, ${errors} requests failed`);
  }
  return requests.average;
}
