import { pathToFileURL } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { GatewayHandler } from "../../shared/http/pipeline.ts";
import { median } from "../median.ts";
import { credentialsEvent, lambdaContext } from "./gateway-event.ts";
import { takeWork } from "./take-work.ts";

/** What `measure-growth` asks for. */
export interface GrowthWork {
  readonly handlerFile: string;
  /** Of different callers: what they leave behind in the process is what grows. */
  readonly others: readonly string[];
  readonly token: string;
}

/** CPU time of one request with a seen token, in microseconds, and what the process holds then. */
export interface GrowthCost {
  readonly seenTokenUs: number;
  readonly rssMb: number;
  /** Of that, what a collection leaves: the rest is garbage that nothing presses V8 to collect. */
  readonly heapMb: number;
}

const rounds = 15;
const atOnce = 300;

/* What `measure-growth` runs in a process of its own. */
const work = await takeWork<GrowthWork>();
const { handler } = (await import(pathToFileURL(work.handlerFile).href)) as { readonly handler: GatewayHandler };

for (const token of work.others) {
  await vend(token);
}
const costsUs: number[] = [];
for (let round = 0; round <= rounds; round += 1) {
  const before = process.cpuUsage();
  for (let nth = 0; nth < atOnce; nth += 1) {
    await vend(work.token);
  }
  const { user, system } = process.cpuUsage(before);
  costsUs.push((user + system) / atOnce);
}
const { rss } = process.memoryUsage();
setFlagsFromString("--expose-gc");
(runInNewContext("gc") as () => void)();
const inMb = (bytes: number) => bytes / 1024 / 1024;
process.send?.({
  seenTokenUs: median(costsUs.slice(1)),
  rssMb: inMb(rss),
  heapMb: inMb(process.memoryUsage().heapUsed),
} satisfies GrowthCost);

async function vend(token: string): Promise<void> {
  const { statusCode, body } = await handler(credentialsEvent(token), lambdaContext);
  if (statusCode !== 200) {
    throw new Error(`${statusCode} ${body}`);
  }
}
