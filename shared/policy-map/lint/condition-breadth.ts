import type { ClaimCondition, Matcher } from "../../model/policy-document.ts";
import { asksOnlyForm } from "./judge-pattern.ts";
import type { LintSubject } from "./lint-rule.ts";

/** How far a condition tells callers apart: not at all, by a pattern, or by values that are written out. */
export type Breadth = "everybody" | "pattern" | "exact";

/** Claims with the same value in all tokens of an issuer, or so nearly that they say nothing of who it is. */
const universalClaims: ReadonlySet<string> = new Set(["iss", "typ", "token_use", "ver", "email_verified"]);

export function conditionBreadth(
  condition: ClaimCondition,
  issuerNames: readonly string[],
  subject: Pick<LintSubject, "issuers" | "patternOf">,
): Breadth {
  const { path, matcher } = condition;
  const [claim] = path;
  if (path.length === 1 && universalClaims.has(claim)) return "everybody";
  if (path.length === 1 && claim === "aud") return audienceBreadth(matcher, issuerNames, subject);
  switch (matcher.kind) {
    case "exists":
    case "noneOf":
      return "everybody";
    case "equals":
    case "oneOf":
    case "anyOf":
    case "allOf":
      return "exact";
    case "prefix":
      return "pattern";
    case "glob":
      return /[\p{L}\p{N}]/u.test(matcher.pattern) ? "pattern" : "everybody";
    case "matches": {
      const pattern = subject.patternOf(matcher.pattern);
      return pattern !== undefined && asksOnlyForm(pattern) ? "everybody" : "pattern";
    }
  }
}

/** Every token has one of its issuer's audiences: to name them all, or to name none, asks for nothing. */
function audienceBreadth(
  matcher: Matcher,
  issuerNames: readonly string[],
  { issuers }: Pick<LintSubject, "issuers">,
): Breadth {
  const values: readonly unknown[] =
    matcher.kind === "equals" ? [matcher.value] : "values" in matcher ? matcher.values : [];
  const audiences = issuerNames.flatMap((name) => issuers.get(name)?.audiences ?? []);
  const excludesSome = audiences.some((audience) => !values.includes(audience));
  return values.length > 0 && excludesSome && matcher.kind !== "noneOf" ? "exact" : "everybody";
}
