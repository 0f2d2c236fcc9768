import type { Grant, Matcher, PolicyDocument, Scalar } from "../../../../shared/model/policy-document.ts";
import { diffPolicyMaps } from "../../../../shared/policy-map/diff/diff-policy-maps.ts";
import { aDocument, aGrant, conditions, where } from "../../../support/policy-fixtures.ts";

/** The baseline map with its one grant changed. */
export function withGrant(changes: Partial<Grant>): PolicyDocument {
  return aDocument({ grants: [aGrant(changes)] });
}

/** The baseline map with another matcher for one claim, or without one. */
export function withClaim(name: string, matcher: Scalar | Matcher | undefined): PolicyDocument {
  const others = conditions().claims.filter(({ path }) => path[0] !== name);
  return withGrant({
    when: conditions({ claims: matcher === undefined ? others : [...others, where(name, matcher)] }),
  });
}

/** What is reported, an entry a line: `effect part name facet: text`. */
export function linesOf(older: PolicyDocument, newer: PolicyDocument): readonly string[] {
  return diffPolicyMaps(older, newer).entries.map(
    ({ effect, part, name, facet, text }) => `${effect} ${part} ${name} ${facet}: ${text}`,
  );
}
