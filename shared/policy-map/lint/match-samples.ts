import { matchClaims } from "../../authorize/match-claims.ts";
import type { Claims } from "../../model/claims.ts";
import type { ClaimCondition } from "../../model/policy-document.ts";
import type { ClaimTest } from "../../model/policy-map.ts";
import { claimKey } from "./claim-key.ts";
import type { LintSubject } from "./lint-rule.ts";
import { literalHead } from "./literal-head.ts";

/** Regular expressions take 100 µs each to compile: with one for each of 10,000 grants, that would be all the time there is. */
const mostPatterns = 1_000;

/**
 * Whether conditions hold, as the service has it, without compiling a regular expression twice, or one whose first letters
 * say no already. A map with too many of them gets a no for the rest.
 */
export function matchSamples({
  patternOf,
}: Pick<LintSubject, "patternOf">): (conditions: readonly ClaimCondition[], claims: Claims) => boolean {
  const tests = new Map<string, ClaimTest>();

  function holdsPattern(condition: ClaimCondition, claims: Claims): boolean {
    const head = literalHead(condition.matcher, patternOf) ?? "";
    const beginning = matchClaims({ path: condition.path, matcher: { kind: "prefix", prefix: head } });
    if (head !== "" && !beginning.holds(claims)) return false;
    const key = JSON.stringify([claimKey(condition.path), condition.matcher]);
    const known = tests.get(key);
    if (known === undefined && tests.size >= mostPatterns) return false;
    const test = known ?? matchClaims(condition);
    tests.set(key, test);
    return test.holds(claims);
  }

  return (conditions, claims) =>
    conditions.every((condition) =>
      condition.matcher.kind === "matches" ? holdsPattern(condition, claims) : matchClaims(condition).holds(claims),
    );
}
