import type { ClaimValue } from "../../model/claims.ts";
import type { Matcher } from "../../model/policy-document.ts";
import { exampleTexts } from "./example-texts.ts";

const outsider = "outsider";

/** Values that hardly a map names: of the forms that names have, and of some that they have not. */
export const outsiders: readonly ClaimValue[] = [
  outsider,
  "OUTSIDER_0",
  "0",
  outsider.repeat(16),
  `${outsider}/x:x`,
  [outsider],
];

/** Values at the boundary of what a matcher takes, from both sides: which side each is on is for the matcher itself to say. */
export function sampleValues(matcher: Matcher): readonly ClaimValue[] {
  switch (matcher.kind) {
    case "equals":
      return [matcher.value];
    case "oneOf":
      return matcher.values;
    case "anyOf":
      return [...matcher.values.map((value) => [value]), [outsider, ...matcher.values]];
    case "allOf":
      return [matcher.values, ...matcher.values.map((value) => [value])];
    case "noneOf":
      return [[outsider], [], ...matcher.values.map((value) => [value])];
    case "prefix":
      return [`${matcher.prefix}x`, matcher.prefix, `${matcher.prefix}${outsider}`, `${matcher.prefix}/x:x`];
    case "glob":
      return ["x", outsider, "", "x/x:x"].map((run) => fillGlob(matcher.pattern, run));
    case "matches":
      return exampleTexts(matcher.pattern);
    case "exists":
      return [outsider, true, [outsider]];
  }
}

/** A run that crosses segments goes where `**` is; it is tried in place of `*` too, for globs that differ in that. */
function fillGlob(pattern: string, run: string): string {
  return pattern.includes("**")
    ? pattern.replaceAll(/\*+/g, (stars) => (stars === "*" ? "x" : run))
    : pattern.replaceAll("*", run);
}
