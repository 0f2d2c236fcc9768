import type { ClaimValue } from "../model/claims.ts";
import type { ClaimCondition, Matcher } from "../model/policy-document.ts";
import type { ClaimTest } from "../model/policy-map.ts";
import { claimAt } from "./claim-at.ts";
import { compileGlob } from "./compile-glob.ts";
import { compilePattern } from "./compile-pattern.ts";

/** Turns a claim condition into a test. Comparison is typed (`1` is not `"1"`), and what is missing never matches. */
export function matchClaims(condition: ClaimCondition): ClaimTest {
  const fits = compileMatcher(condition.matcher);
  return {
    condition,
    holds: (claims) => {
      const value = claimAt(claims, condition.path);
      return value !== undefined && value !== null && fits(value);
    },
  };
}

function compileMatcher(matcher: Matcher): (value: ClaimValue) => boolean {
  switch (matcher.kind) {
    case "equals":
      return (value) => value === matcher.value;
    case "oneOf": {
      const allowed = new Set<ClaimValue>(matcher.values);
      return (value) => allowed.has(value);
    }
    case "anyOf":
      return onScalars((members) => matcher.values.some((wanted) => members.has(wanted)));
    case "allOf":
      return onScalars((members) => matcher.values.every((wanted) => members.has(wanted)));
    case "noneOf":
      return onScalars((members) => !matcher.values.some((unwanted) => members.has(unwanted)));
    case "prefix":
      return (value) => typeof value === "string" && value.startsWith(matcher.prefix);
    case "glob":
      return onString(compileGlob(matcher.pattern));
    case "matches":
      return onString(compilePattern(matcher.pattern));
    case "exists":
      return () => true;
  }
}

function onString(test: (value: string) => boolean): (value: ClaimValue) => boolean {
  return (value) => typeof value === "string" && test(value);
}

/**
 * Lists of plain values only. A list that hides its members in lists or objects is no list of groups, and `noneOf` must not
 * hold because it cannot see them.
 */
function onScalars(test: (members: ReadonlySet<ClaimValue>) => boolean): (value: ClaimValue) => boolean {
  return (value) =>
    Array.isArray(value) && value.every((member) => typeof member !== "object") && test(new Set<ClaimValue>(value));
}
