import type { KeySetsLocation } from "../model/policy-map-location.ts";
import { parsePolicyMapLocation } from "./parse-policy-map-location.ts";

/**
 * Reads a location as `KEY_SETS` has it.
 * @throws Error that says which forms there are
 */
export function parseKeySetsLocation(text: string): KeySetsLocation {
  const location = /^(?:file|s3):/.test(text) ? parsePolicyMapLocation(text) : undefined;
  if (location?.kind === "s3" || location?.kind === "file") return location;
  throw new Error(`${text} is no place for key sets; use s3://BUCKET/KEY or file:PATH`);
}
