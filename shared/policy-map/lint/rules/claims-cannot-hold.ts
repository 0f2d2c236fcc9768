import { matchClaims } from "../../../authorize/match-claims.ts";
import type { ClaimCondition, Matcher, Scalar } from "../../../model/policy-document.ts";
import { claimKey } from "../claim-key.ts";
import type { LintRule, LintSubject } from "../lint-rule.ts";
import { walkRules } from "../walk-conditions.ts";

/** What the registered claims are (RFC 7519 section 4.1, OpenID Connect Core section 2), where the service insists on it. */
const typeOf: ReadonlyMap<string, "string" | "number"> = new Map([
  ["iss", "string"],
  ["sub", "string"],
  ["jti", "string"],
  ["exp", "number"],
  ["iat", "number"],
  ["nbf", "number"],
  ["auth_time", "number"],
]);

/**
 * Conditions that can never hold together. A grant like that is useless; a denial like that protects from nobody. Denials look through
 * lists: there text is as good as a list of it, and one claim can be several things at once.
 */
export const claimsCannotHold: LintRule = (subject, report) => {
  for (const { claims, issuers, isDenial, path } of walkRules(subject.document)) {
    for (const condition of claims) {
      const why =
        wrongType(condition, isDenial) ??
        wrongIssuer(condition, issuers, subject) ??
        (isDenial ? undefined : contradiction(condition, claims));
      if (why === undefined) continue;
      report("claims-cannot-hold", [...path, claimKey(condition.path)], why, "correct it, or remove the entry");
      break;
    }
  }
};

function exactValues(matcher: Matcher): readonly Scalar[] | undefined {
  if (matcher.kind === "equals") return [matcher.value];
  return matcher.kind === "oneOf" ? matcher.values : undefined;
}

function isForLists({ kind }: Matcher): boolean {
  return kind === "anyOf" || kind === "allOf" || kind === "noneOf";
}

function isForText({ kind }: Matcher): boolean {
  return kind === "prefix" || kind === "glob" || kind === "matches";
}

function wrongType({ path, matcher }: ClaimCondition, isDenial: boolean): string | undefined {
  const type = typeOf.get(path[0]);
  if (type === undefined) return undefined;
  if (path.length > 1)
    return `asks for something inside of ${path[0]}, which is ${type === "string" ? "text" : "a number"}`;
  const isWrong =
    (isForLists(matcher) && !isDenial) ||
    (type === "number" && isForText(matcher)) ||
    exactValues(matcher)?.every((value) => typeof value !== type);
  return isWrong === true
    ? `is ${type === "string" ? "text" : "a number"} in every token, so this never holds`
    : undefined;
}

function wrongIssuer(
  { path, matcher }: ClaimCondition,
  issuerNames: readonly string[],
  { issuers }: LintSubject,
): string | undefined {
  const values = path.length === 1 && path[0] === "iss" ? exactValues(matcher) : undefined;
  if (values === undefined) return undefined;
  const known = issuerNames.map((name) => issuers.get(name)?.issuer);
  return known.some((issuer) => issuer !== undefined && values.includes(issuer))
    ? undefined
    : "is none of the issuers that the entry names";
}

function contradiction(condition: ClaimCondition, claims: readonly ClaimCondition[]): string | undefined {
  for (const other of claims) {
    if (other === condition || other.path[0] !== condition.path[0]) continue;
    const shared = Math.min(condition.path.length, other.path.length);
    if (!condition.path.slice(0, shared).every((step, index) => step === other.path[index])) continue;
    if (condition.path.length < other.path.length && condition.matcher.kind !== "exists") {
      return `cannot be a value and hold ${claimKey(other.path)} as well`;
    }
    if (condition.path.length === other.path.length && excludes(condition.matcher, other)) {
      return "has two conditions that never hold together";
    }
  }
  return undefined;
}

function excludes(matcher: Matcher, other: ClaimCondition): boolean {
  const values = exactValues(matcher);
  if (values === undefined) return false;
  const test = matchClaims({ path: ["value"], matcher: other.matcher });
  return !values.some((value) => test.holds({ value }));
}
