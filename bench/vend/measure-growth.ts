import { type Figure, figure } from "../figure.ts";
import { functionFile } from "./function-file.ts";
import type { GrowthCost, GrowthWork } from "./growth-worker.ts";
import { prepareWorld, type World } from "./prepare-world.ts";
import { runWorker } from "./run-worker.ts";

const manyGrants = 10_000;
const manyCallers = 5_000;

/** How much more a request may cost in a large world than in a small one. */
const mostGrowth = 2;

/**
 * What survives a collection is what the service holds on to: of 1,024 MB that `serverless.yml` gives a function, a sixteenth. The pages of the
 * process are mostly garbage, which V8 leaves alone while it has room: half of the memory is far from where it would have none.
 */
const mostHeapMb = 64;
const mostRssMb = 512;

/** What a request costs, and a process holds, with many grants and after many callers, beside one of each. */
export async function measureGrowth(): Promise<readonly Figure[]> {
  const small = await prepareWorld();
  const large = await prepareWorld({ otherGrants: manyGrants });
  try {
    const alone = await costIn(small, 0);
    const amongGrants = await costIn(large, 0);
    const amongCallers = await costIn(small, manyCallers);
    return [
      figure("vend.growth.grants-10000", "ratio", amongGrants.seenTokenUs / alone.seenTokenUs, mostGrowth, 1),
      figure("vend.growth.sessions-5000", "ratio", amongCallers.seenTokenUs / alone.seenTokenUs, mostGrowth, 1),
      figure("vend.heap.mb", "MB", amongCallers.heapMb, mostHeapMb, alone.heapMb),
      figure("vend.rss.mb", "MB", amongCallers.rssMb, mostRssMb, alone.rssMb),
    ];
  } finally {
    await small.close();
    await large.close();
  }
}

async function costIn({ issuer, env }: World, callers: number): Promise<GrowthCost> {
  const issue = (sub: string) => issuer.issueToken({ claims: { sub, team: "etl" } });
  const others = await Promise.all(Array.from({ length: callers }, (_, nth) => issue(`report-${nth}`)));
  const work: GrowthWork = { handlerFile: functionFile, others, token: await issue("report-runner") };
  return await runWorker<GrowthCost>("growth-worker.ts", work, env);
}
