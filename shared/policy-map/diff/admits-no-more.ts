import { compileOnce } from "../../authorize/compile-once.ts";
import { matchClaims } from "../../authorize/match-claims.ts";
import type { ClaimValue } from "../../model/claims.ts";
import type { Matcher, Scalar } from "../../model/policy-document.ts";
import type { ClaimTest } from "../../model/policy-map.ts";
import { coversGlob } from "./covers-glob.ts";
import { finiteValues } from "./finite-values.ts";
import { rememberByText } from "./remember-by-text.ts";

/**
 * Whether every value that `newer` admits is admitted by `older` too. True is proved; false may be for want of proof:
 * two different regular expressions are not compared.
 */
export function admitsNoMore(newer: Matcher, older: Matcher): boolean {
  if (older.kind === "exists") return true;
  const values = finiteValues(newer);
  if (values !== undefined) return values.every((value) => admits(older, value));
  switch (newer.kind) {
    case "anyOf":
      return anyOfIsInside(newer.values, older);
    case "allOf":
      return allOfIsInside(newer.values, older);
    case "noneOf":
      return newer.values.length === 0 || (older.kind === "noneOf" && isInside(older.values, newer.values));
    case "prefix":
      return older.kind === "prefix"
        ? older.prefix !== "" && newer.prefix.startsWith(older.prefix)
        : older.kind === "glob" && !newer.prefix.includes("*") && coversGlob(older.pattern, `${newer.prefix}**`);
    case "glob":
      return globIsInside(newer.pattern, older);
    case "matches":
      return older.kind === "matches" && newer.pattern === older.pattern;
    default:
      return false;
  }
}

/** The test that the service runs. */
export function admits(matcher: Matcher, value: ClaimValue): boolean {
  return testOf(matcher).holds({ value });
}

const testOfPattern = rememberByText((pattern) => compile({ kind: "matches", pattern }));
const testOf = compileOnce((matcher: Matcher) =>
  matcher.kind === "matches" ? testOfPattern(matcher.pattern) : compile(matcher),
);

function compile(matcher: Matcher): ClaimTest {
  return matchClaims({ path: ["value"], matcher });
}

/** A list may hold no more than one of them, and anything else beside it. */
function anyOfIsInside(values: readonly Scalar[], older: Matcher): boolean {
  if (older.kind === "anyOf") return isInside(values, older.values);
  return older.kind === "allOf" && older.values.length > 0 && values.every((value) => isInside(older.values, [value]));
}

function allOfIsInside(values: readonly Scalar[], older: Matcher): boolean {
  if (values.length === 0) return true;
  if (older.kind === "anyOf") return values.some((value) => older.values.includes(value));
  return older.kind === "allOf" && older.values.length > 0 && isInside(older.values, values);
}

function globIsInside(pattern: string, older: Matcher): boolean {
  if (older.kind === "glob") return coversGlob(older.pattern, pattern);
  return older.kind === "prefix" && older.prefix !== "" && (pattern.split("*", 1)[0] ?? "").startsWith(older.prefix);
}

function isInside(values: readonly Scalar[], others: readonly Scalar[]): boolean {
  const set = new Set(others);
  return values.every((value) => set.has(value)) && (values.length > 0 || others.length === 0);
}
