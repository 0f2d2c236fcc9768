import { type Figure, figure } from "../figure.ts";
import { bundleBareClient } from "./bundle-bare-client.ts";
import { functionFile } from "./function-file.ts";
import { prepareWorld } from "./prepare-world.ts";
import { runWorker } from "./run-worker.ts";
import type { StsCosts, StsWork } from "./sts-worker.ts";

const callers = 3_000;

/** The most that a request may add to the bare call, in milliseconds; a new token's signature has to be checked besides. */
const mostAddedMs = 0.3;

/** A warm request that STS has to be asked for: what is added to the bare AssumeRole call of the same SDK. */
export async function measureSts(): Promise<readonly Figure[]> {
  const world = await prepareWorld();
  try {
    const tokens = await Promise.all(
      Array.from({ length: callers }, (_, nth) =>
        world.issuer.issueToken({ claims: { sub: `report-${nth}`, team: "etl" } }),
      ),
    );
    const work: StsWork = {
      handlerFile: functionFile,
      clientFile: await bundleBareClient(world.folder),
      jwk: { ...world.issuer.keys[0].publicJwk },
      tokens,
    };
    const { bare, seenToken, newToken, rawVerify } = await runWorker<StsCosts>("sts-worker.ts", work, world.env);
    const mostOfNewMs = mostAddedMs + rawVerify.p50Ms;
    return [
      figure("vend.sts.added-p50.ms", "ms", seenToken.p50Ms - bare.p50Ms, mostAddedMs, bare.p50Ms),
      figure("vend.sts.added-cpu.ms", "ms", seenToken.cpuMs - bare.cpuMs, mostAddedMs, bare.cpuMs),
      figure("vend.sts.new-token.added-p50.ms", "ms", newToken.p50Ms - bare.p50Ms, mostOfNewMs, bare.p50Ms),
    ];
  } finally {
    await world.close();
  }
}
