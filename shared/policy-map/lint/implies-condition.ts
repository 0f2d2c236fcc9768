import { matchClaims } from "../../authorize/match-claims.ts";
import type { ClaimCondition, Matcher, Scalar } from "../../model/policy-document.ts";

/**
 * Whether every token that meets `conditions` surely meets `wanted` too. It may say no of what is so: never yes of what is
 * not.
 */
export function impliesCondition(conditions: readonly ClaimCondition[], wanted: ClaimCondition): boolean {
  if (wanted.matcher.kind === "exists" && isAlwaysThere(conditions, wanted)) return true;
  return conditions.some(({ path, matcher }) => samePath(path, wanted.path) && impliesMatcher(matcher, wanted.matcher));
}

function isAlwaysThere(conditions: readonly ClaimCondition[], { path }: ClaimCondition): boolean {
  if (path.length === 1 && (path[0] === "sub" || path[0] === "iss" || path[0] === "aud")) return true;
  return conditions.some((condition) => path.every((step, index) => condition.path[index] === step));
}

function samePath(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((step, index) => step === other[index]);
}

function impliesMatcher(given: Matcher, wanted: Matcher): boolean {
  const values = given.kind === "equals" ? [given.value] : given.kind === "oneOf" ? given.values : undefined;
  if (values !== undefined) {
    const test = matchClaims({ path: ["value"], matcher: wanted });
    return values.every((value) => test.holds({ value }));
  }
  if ("values" in given && "values" in wanted) return impliesList(given.kind, given.values, wanted);
  const head =
    given.kind === "prefix" ? given.prefix : given.kind === "glob" ? given.pattern.split("*", 1)[0] : undefined;
  if (wanted.kind === "prefix" && head !== undefined) return head.startsWith(wanted.prefix);
  return given.kind === wanted.kind && "pattern" in given && "pattern" in wanted && given.pattern === wanted.pattern;
}

function impliesList(kind: Matcher["kind"], given: readonly Scalar[], wanted: Matcher & { values: readonly Scalar[] }) {
  const isWanted = (value: Scalar) => wanted.values.includes(value);
  if (wanted.kind === "anyOf")
    return kind === "allOf" ? given.some(isWanted) : kind === "anyOf" && given.every(isWanted);
  if (wanted.kind === "allOf") return kind === "allOf" && wanted.values.every((value) => given.includes(value));
  return wanted.kind === "noneOf" && kind === "noneOf" && wanted.values.every((value) => given.includes(value));
}
