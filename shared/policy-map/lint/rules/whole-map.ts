import type { ClaimCondition } from "../../../model/policy-document.ts";
import type { LintRule } from "../lint-rule.ts";
import { listNames } from "../list-names.ts";

/** From here on it matters how a decision finds its grants. */
const largeMap = 1_000;

/** What is to be said of a map as a whole, and of grants that take no part in it. */
export const wholeMap: LintRule = ({ document }, report) => {
  const { grants, issuers } = document;
  if (grants.length === 0) report("no-grants", [], "grants nothing to anybody", "add grants");
  for (const { name, mode, isDefault } of grants) {
    if (mode !== "shadow" || !isDefault) continue;
    const rule = "has no effect: a grant in shadow mode is never chosen";
    report("shadow-default", ["grants", name, "default"], rule, "remove it, or set mode: live");
  }
  const used = new Set(grants.flatMap(({ when }) => when.issuers));
  for (const { name } of issuers) {
    if (used.has(name)) continue;
    report("unused-issuer", ["issuers", name], "is trusted, and no grant names it", "remove it: trust is not free");
  }
  const unindexed = grants.length > largeMap ? grants.filter(({ when }) => !when.claims.some(isIndexed)) : [];
  const [first] = unindexed;
  if (first !== undefined) {
    const rule = `is one of ${unindexed.length} that every decision looks at: ${listNames(unindexed.map(({ name }) => name))}`;
    const repair = "add a condition with a value, oneOf, anyOf, allOf, prefix, or a glob that begins with text";
    report("unindexed-grants", ["grants", first.name, "when", "claims"], rule, repair);
  }
};

/** As `authorize/index-rules` files them. */
function isIndexed({ matcher }: ClaimCondition): boolean {
  if (matcher.kind === "glob") return !matcher.pattern.startsWith("*");
  return matcher.kind !== "exists" && matcher.kind !== "noneOf" && matcher.kind !== "matches";
}
