import type { KeySource, PublicJwk } from "../../model/issuer.ts";
import type { Finding } from "./finding.ts";
import { wordMembers } from "./word-members.ts";

const facet = "keys";

/** What changes in the keys of an issuer: whoever holds one speaks for all its callers. */
export function compareKeys(older: KeySource, newer: KeySource): readonly Finding[] {
  if (older.kind !== "inline" || newer.kind !== "inline") {
    const [was, is] = [wordSource(older), wordSource(newer)];
    return was === is ? [] : [{ facet, effect: "widens", text: `keys: come from ${is} now, came from ${was}` }];
  }
  const [before, now] = [older.jwks.keys, newer.jwks.keys];
  return [
    ...wordMembers("widens", facet, "now also", missing(now, before)),
    ...wordMembers("narrows", facet, "no longer", missing(before, now)),
  ];
}

function wordSource(keys: KeySource): string {
  return keys.kind === "jwksUri" ? keys.uri : keys.kind === "inline" ? "the map" : "discovery";
}

/** The names of the keys that only the first list has. A key is all its members: its name may have been used before. */
function missing(keys: readonly PublicJwk[], others: readonly PublicJwk[]): readonly string[] {
  const known = new Set(others.map(sortedJson));
  return keys.filter((key) => !known.has(sortedJson(key))).map((key) => String(key["kid"] ?? "one without kid"));
}

function sortedJson(key: PublicJwk): string {
  return JSON.stringify(Object.entries(key).sort(([one], [other]) => (one < other ? -1 : 1)));
}
