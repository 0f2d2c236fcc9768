import { malformed } from "./malformed.ts";
import { readPairs } from "./read-pairs.ts";

const maxParameters = 100;
const maxNameCharacters = 256;
const maxValueCharacters = 2048;

/**
 * Every name of a raw query string (payload 2.0) with all its values, in order.
 * @throws Refusal `InvalidRequest`
 */
export function readRawQuery(query: string): ReadonlyMap<string, readonly string[]> {
  const pairs = readPairs(query);
  if (pairs === undefined) {
    throw malformed("The query string is malformed");
  }
  return collectQuery(pairs);
}

/**
 * Gathers pairs that are decoded already (payload 1.0), within bounds.
 * @throws Refusal `InvalidRequest`
 */
export function collectQuery(pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, readonly string[]> {
  if (pairs.length > maxParameters) {
    throw malformed("There are too many query parameters");
  }
  const query = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    if (name.length > maxNameCharacters || value.length > maxValueCharacters) {
      throw malformed("A query parameter is too long");
    }
    if (!name.isWellFormed() || !value.isWellFormed()) {
      throw malformed("The query string is malformed");
    }
    query.set(name, [...(query.get(name) ?? []), value]);
  }
  return query;
}
