import type { Caller } from "../../model/caller.ts";
import type { Claims } from "../../model/claims.ts";
import type { ProofMethod } from "../../model/proof.ts";
import { supposeCaller } from "../suppose-caller.ts";
import type { MapSide } from "./map-side.ts";

/**
 * The caller whom sampled claims are of, as one of the maps knows its issuer; undefined where that map does not know the
 * issuer, or where no token can have such claims.
 */
export function sampleCaller(
  side: MapSide,
  issuerString: string,
  claims: Claims,
  boundBy: readonly ProofMethod[] = [],
): Caller | undefined {
  const issuer = side.map.issuers.get(issuerString);
  const { sub } = claims;
  if (issuer === undefined || typeof sub !== "string" || sub === "") return undefined;
  return supposeCaller(side.document, issuer.name, { ...claims, iss: issuerString }, boundBy);
}
