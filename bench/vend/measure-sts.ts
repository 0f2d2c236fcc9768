import { type Figure, figure } from "../figure.ts";
import { functionFile } from "./function-file.ts";
import { prepareWorld } from "./prepare-world.ts";
import { runWorker } from "./run-worker.ts";
import type { StsCost, StsWork } from "./sts-worker.ts";

const callers = 800;

/** The most that a request may add to the bare call, in milliseconds. */
const mostAddedMs = 0.3;

/** A warm request of a new caller, which STS has to be asked for: what is added to the bare AssumeRole call of the same SDK. */
export async function measureSts(): Promise<readonly Figure[]> {
  const world = await prepareWorld();
  try {
    const tokens = await Promise.all(
      Array.from({ length: callers }, (_, nth) =>
        world.issuer.issueToken({ claims: { sub: `report-${nth}`, team: "etl" } }),
      ),
    );
    const work: StsWork = { handlerFile: functionFile, tokens };
    const { vendMs, bareMs } = await runWorker<StsCost>("sts-worker.ts", work, world.env);
    return [figure("vend.sts.added-p50.ms", "ms", vendMs - bareMs, mostAddedMs, bareMs)];
  } finally {
    await world.close();
  }
}
