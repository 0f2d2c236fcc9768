import type { Grant, Matcher, Template, TemplatePart } from "../../model/policy-document.ts";
import { claimKey } from "./claim-key.ts";
import { longestMatch } from "./judge-pattern.ts";
import type { LintSubject } from "./lint-rule.ts";

/** Longer values are refused in a policy and in a tag, whatever the matcher lets through. */
export const longestAllowed = 256;

/** The longest value, in characters, that can stand for each part of this grant's templates: a bound, never too low. */
export function longestValues(
  grant: Grant,
  { patternOf }: Pick<LintSubject, "patternOf">,
): (part: TemplatePart) => number {
  const ofClaims = new Map<string, number>();
  for (const { path, matcher } of grant.when.claims) {
    const key = claimKey(path);
    const longest = longestOf(matcher, patternOf);
    ofClaims.set(key, Math.min(ofClaims.get(key) ?? longestAllowed, longest));
  }
  return (part) => {
    if (typeof part === "string") return part.length;
    if (part.from === "grant") return grant.name.length;
    if (part.from === "issuer") return Math.max(...grant.when.issuers.map((name) => name.length));
    if (part.from === "claims") return ofClaims.get(claimKey(part.path)) ?? longestAllowed;
    const declared = grant.parameters.find(({ name }) => name === part.name);
    return declared === undefined ? longestAllowed : longestOfPattern(declared.pattern, patternOf);
  };
}

/** The longest text that a template can become. */
export function longestText(template: Template, longest: (part: TemplatePart) => number): number {
  return template.reduce((sum, part) => sum + longest(part), 0);
}

function longestOf(matcher: Matcher, patternOf: LintSubject["patternOf"]): number {
  switch (matcher.kind) {
    case "equals":
      return String(matcher.value).length;
    case "oneOf":
      return Math.max(...matcher.values.map((value) => String(value).length));
    case "matches":
      return longestOfPattern(matcher.pattern, patternOf);
    case "glob":
      return matcher.pattern.includes("*") ? longestAllowed : matcher.pattern.length;
    case "anyOf":
    case "allOf":
    case "noneOf":
    case "prefix":
    case "exists":
      return longestAllowed;
  }
}

function longestOfPattern(source: string, patternOf: LintSubject["patternOf"]): number {
  const pattern = patternOf(source);
  return pattern === undefined ? longestAllowed : Math.min(longestMatch(pattern), longestAllowed);
}
