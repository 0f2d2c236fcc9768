import type { ClaimValue } from "../model/claims.ts";
import type { Matcher, Scalar } from "../model/policy-document.ts";
import { compileGlob } from "./compile-glob.ts";
import { compilePattern } from "./compile-pattern.ts";

/** A test of one value that is there. Comparison is typed: `1` is not `"1"`, and a text is no list. */
export function compileMatcher(matcher: Matcher): (value: ClaimValue) => boolean {
  switch (matcher.kind) {
    case "equals":
      return (value) => value === matcher.value;
    case "oneOf": {
      const allowed = new Set<ClaimValue>(matcher.values);
      return (value) => allowed.has(value);
    }
    case "anyOf": {
      const wanted = new Set<ClaimValue>(matcher.values);
      return (value) => isList(value) && value.some((member) => wanted.has(member));
    }
    case "allOf":
      return onList(matcher.values, (value) => matcher.values.every((wanted) => value.includes(wanted)));
    case "noneOf": {
      // A member that hides others in a list or an object might be the unwanted one: `noneOf` must not hold for want of sight.
      const unwanted = new Set<ClaimValue>(matcher.values);
      return onList(matcher.values, (value) => value.every((member) => isScalar(member) && !unwanted.has(member)));
    }
    case "prefix":
      return (value) => typeof value === "string" && matcher.prefix !== "" && value.startsWith(matcher.prefix);
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

/** A matcher that names no value asks for nothing, and so matches nobody. */
function onList(
  values: readonly Scalar[],
  test: (value: readonly ClaimValue[]) => boolean,
): (value: ClaimValue) => boolean {
  return (value) => values.length > 0 && isList(value) && test(value);
}

function isList(value: ClaimValue): value is readonly ClaimValue[] {
  return Array.isArray(value);
}

function isScalar(value: ClaimValue): value is Scalar {
  return typeof value !== "object";
}
