import type { Caller } from "../model/caller.ts";
import type { RequestFacts } from "../model/request.ts";

/** How long the caller's token lives on; negative within the issuer's clock tolerance. */
export function tokenLeftSeconds({ tokenExpiresAtSeconds }: Caller, { nowMs }: RequestFacts): number {
  return tokenExpiresAtSeconds - nowMs / 1_000;
}
