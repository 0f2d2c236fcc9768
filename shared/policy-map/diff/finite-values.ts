import type { Matcher, Scalar } from "../../model/policy-document.ts";

/** A regular expression of literals and `|` only: nothing in it has another meaning in RE2 syntax. */
const plainAlternatives = /^[\w\-:/@,=~ |]*$/;

/** The values that a matcher is an enumeration of; undefined where it is none. */
export function finiteValues(matcher: Matcher): readonly Scalar[] | undefined {
  switch (matcher.kind) {
    case "equals":
      return [matcher.value];
    case "oneOf":
      return matcher.values;
    case "glob":
      return matcher.pattern.includes("*") ? undefined : [matcher.pattern];
    case "matches":
      return plainAlternatives.test(matcher.pattern) ? matcher.pattern.split("|") : undefined;
    case "anyOf":
    case "allOf":
    case "noneOf":
    case "prefix":
    case "exists":
      return undefined;
  }
}
