import type { ClaimValue } from "../model/claims.ts";
import { countWrittenMembers } from "../model/count-written-members.ts";

/** Deeper than any identity provider nests its claims (Keycloak: 4), far from what exhausts a stack. */
const maxDepth = 32;

/**
 * The value of a JSON text, deeply frozen, or `undefined` where the text is not JSON or may mean two things to two
 * readers: repeated member names (RFC 7519 section 4 lets a parser take the last or refuse; a proxy in front may have taken
 * the first), strings that are not well-formed Unicode (RFC 7493 section 2.1; every lone surrogate becomes the same
 * U+FFFD once hashed or sent on, so two subjects would become one), or nesting beyond 32 levels.
 *
 * A member named `__proto__` is an own property of the result, as of `JSON.parse`; read members with `Object.hasOwn`.
 */
export function parseStrictJson(text: string): ClaimValue | undefined {
  let value: ClaimValue;
  try {
    value = JSON.parse(text) as ClaimValue;
  } catch {
    // The error's message quotes the text, which is part of a token: it goes no further. Nor does the text: counting may take
    // as long as its square where it is not JSON.
    return undefined;
  }
  // JSON.parse keeps one member of each name, so as many names as members means that none was repeated.
  return freezeAndCountMembers(value, 1) === countWrittenMembers(text) ? value : undefined;
}

/** The number of members of all objects within; where a rule on depth or characters is broken NaN, which no count equals. */
function freezeAndCountMembers(value: ClaimValue, depth: number): number {
  if (typeof value === "string") return value.isWellFormed() ? 0 : Number.NaN;
  if (typeof value !== "object" || value === null) return 0;
  if (depth > maxDepth) return Number.NaN;
  const names = Array.isArray(value) ? [] : Object.keys(value);
  if (names.some((name) => !name.isWellFormed())) return Number.NaN;
  let members = names.length;
  for (const item of Object.values(value) as ClaimValue[]) {
    members += freezeAndCountMembers(item, depth + 1);
  }
  Object.freeze(value);
  return members;
}
