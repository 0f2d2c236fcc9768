import type { Claims, ClaimValue } from "../../model/claims.ts";
import type { ClaimCondition, Matcher } from "../../model/policy-document.ts";
import type { Pattern } from "./pattern.ts";
import { samplePattern } from "./sample-pattern.ts";

type ClaimObject = { [name: string]: ClaimValue };

/** The subject of a caller whose conditions do not speak of it. */
const sampleSubject = "sample-subject";

/**
 * Claims that are meant to meet all of these conditions; undefined where no object can. They are a guess at what a pattern
 * is meant for: who depends on them has the service decide on them.
 */
export function sampleClaims(
  conditions: readonly ClaimCondition[],
  patternOf: (source: string) => Pattern | undefined,
): Claims | undefined {
  const claims: ClaimObject = { sub: sampleSubject };
  const fits = conditions.every(({ path, matcher }) => put(claims, path, sampleValue(matcher, patternOf)));
  return fits ? claims : undefined;
}

function sampleValue(matcher: Matcher, patternOf: (source: string) => Pattern | undefined): ClaimValue {
  switch (matcher.kind) {
    case "equals":
      return matcher.value;
    case "oneOf":
    case "anyOf": {
      const [first = "sample"] = matcher.values;
      return matcher.kind === "oneOf" ? first : [first];
    }
    case "allOf":
      return matcher.values;
    case "noneOf":
      return [];
    case "prefix":
      return `${matcher.prefix}sample`;
    case "glob":
      return matcher.pattern.replaceAll(/\*+/g, "sample");
    case "matches": {
      const pattern = patternOf(matcher.pattern);
      return pattern === undefined ? "sample" : samplePattern(pattern);
    }
    case "exists":
      return "sample";
  }
}

/** Sets a claim inside of others. False where something else is in the way. */
function put(claims: ClaimObject, path: readonly string[], value: ClaimValue): boolean {
  let object = claims;
  for (const step of path.slice(0, -1)) {
    const inside = Object.hasOwn(object, step) ? object[step] : {};
    if (typeof inside !== "object" || inside === null || Array.isArray(inside)) return false;
    object[step] = inside;
    object = inside as ClaimObject;
  }
  const last = path.at(-1) ?? "";
  if (Object.hasOwn(object, last) && path.length > 1) return false;
  object[last] = value;
  return true;
}
