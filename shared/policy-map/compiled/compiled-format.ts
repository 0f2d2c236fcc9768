import type { Probe } from "../../authorize/rule-index.ts";
import type { Issuer } from "../../model/issuer.ts";

/**
 * A compiled map is a JSON document in fixed lines, so that a service needs to parse only the lines that a request needs:
 *
 *     {"compiledPolicyMap":2,"sha256":"SHA-256 of all that follows this line's end",
 *     "head":{...},
 *     "directory":"where each part begins, counted from the first part, and where the last ends",
 *     "parts":[
 *     PART,
 *     PART
 *     ]}
 *
 * The parts are, in this order: values that rules share, grants, denials, buckets of the table that finds rules by name
 * and by answer. All of it is ASCII, so that places are the same in bytes and in characters.
 *
 * Any change of what a version means, of the rules' shape or of the index makes another version: an older service would
 * take a new condition for none. A newer check of what a policy may hold does too, since rules are not checked again when they
 * are loaded: the first version let templates into the conditions of a session policy that compare no text.
 */
export const compiledFormat = 2;

/** What is known without parsing a part. */
export interface CompiledHead {
  /** SHA-256 of the document's canonical JSON: the same as of the map that it was compiled from. */
  readonly digest: string;
  /** How many of the map's own examples passed when it was compiled: all that it has. */
  readonly testsPassed: number;
  readonly issuers: readonly Issuer[];
  /** Of the roles that are granted; undefined in a map that was compiled before this was noted. */
  readonly rolePartitions?: readonly string[];
  /** Names of the members that the rules use: a service refuses a map with one that it does not know. */
  readonly members: readonly string[];
  /** A hint, and no part of the format: there are patterns for which RE2's engine is loaded with the map, and not with a request. */
  readonly needsPatternEngine?: boolean;
  readonly counts: Readonly<Record<"shared" | "grants" | "denials" | "buckets", number>>;
  /** Digits of a place in the directory. */
  readonly placeDigits: number;
  /** The members' names of the objects that rules consist of, as `packValues` refers to them. */
  readonly shapes: readonly (readonly string[])[];
  readonly index: Readonly<Record<"grants" | "denials", readonly CompiledIssuerIndex[]>>;
}

/** Where the rules of an issuer are filed; positions by answer are in the table. */
export interface CompiledIssuerIndex {
  readonly issuerName: string;
  readonly unfiled: readonly number[];
  readonly probes: readonly Probe[];
}

/** A compiled map, whether intact or not: told by its beginning, as `isCompiledMap`. */
const beginning = /^\uFEFF?\s*\{\s*"compiledPolicyMap"/;

export function isCompiledMap(text: string): boolean {
  return beginning.test(text);
}
