import type { SignatureAlgorithm } from "../../shared/model/issuer.ts";
import { type Figure, figure } from "../figure.ts";
import { functionFile } from "./function-file.ts";
import { prepareWorld } from "./prepare-world.ts";
import type { RequestCost, RequestWork } from "./request-worker.ts";
import { runWorker } from "./run-worker.ts";

const tokensMeasured = 1_600;

/** A warm request whose session is cached: with a token that was not seen before, and with one that was. */
export async function measureRequests(): Promise<readonly Figure[]> {
  const elliptic = await costOf("ES256");
  const rsa = await costOf("RS256");
  return [
    figure("vend.new-token.over-jose", "ratio", elliptic.newTokenUs / elliptic.joseUs, 1.6, 1),
    figure("vend.new-token.us", "us", elliptic.newTokenUs, 1.6 * elliptic.joseUs, elliptic.joseUs),
    figure("vend.new-token.rs256.over-jose", "ratio", rsa.newTokenUs / rsa.joseUs, 1.6, 1),
    figure("vend.seen-token.over-raw-verify", "ratio", elliptic.seenTokenUs / elliptic.rawVerifyUs, 1, 1),
    figure("vend.seen-token.us", "us", elliptic.seenTokenUs, elliptic.rawVerifyUs, elliptic.rawVerifyUs),
  ];
}

async function costOf(algorithm: SignatureAlgorithm): Promise<RequestCost> {
  const world = await prepareWorld({ algorithm });
  try {
    const { issuer, audience, keys } = world.issuer;
    const tokens = await Promise.all(
      Array.from({ length: tokensMeasured }, () => world.issuer.issueToken({ claims: { team: "etl" } })),
    );
    const jwk = { ...keys[0].publicJwk };
    const work: RequestWork = { handlerFile: functionFile, algorithm, jwk, issuer, audience, tokens };
    return await runWorker<RequestCost>("request-worker.ts", work, world.env);
  } finally {
    await world.close();
  }
}
