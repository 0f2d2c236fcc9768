import type { ClaimPath, ClaimValue } from "../../model/claims.ts";
import type { Grant, PolicyTemplate } from "../../model/policy-document.ts";
import { finiteValues } from "./finite-values.ts";

/** The rules for what may go into a session policy, strictest first: each takes all that the ones before it take. */
const ranks = ["resource", "path", "condition"] as const;
type Rank = (typeof ranks)[number];

/**
 * The claims whose value a session policy judges, with the strictest rule for each: a caller whose value is against it is
 * refused, which makes the policy a condition too. Claims that the grant pins to harmless values are left out.
 */
function policyNeeds(grant: Grant): ReadonlyMap<string, { readonly path: ClaimPath; readonly rank: number }> {
  const needs = new Map<string, { readonly path: ClaimPath; readonly rank: number }>();
  for (const { path, rank } of grant.policy === undefined ? [] : claimsIn(grant.policy)) {
    const key = JSON.stringify(path);
    const position = Math.min(ranks.indexOf(rank), needs.get(key)?.rank ?? ranks.length);
    if (!isHarmless(grant, key)) needs.set(key, { path, rank: position });
  }
  return needs;
}

/** The rules for a claim that the older policy judged and the newer does not, or less strictly. */
export function needsDropped(older: Grant, newer: Grant): readonly ClaimPath[] {
  const now = policyNeeds(newer);
  return [...policyNeeds(older)]
    .filter(([key, { rank }]) => !isHarmless(newer, key) && (now.get(key)?.rank ?? ranks.length) > rank)
    .map(([, { path }]) => path);
}

function isHarmless(grant: Grant, key: string): boolean {
  const condition = grant.when.claims.find(({ path }) => JSON.stringify(path) === key);
  const values: readonly ClaimValue[] | undefined = condition && finiteValues(condition.matcher);
  // What the strictest rule takes (`authorize/render-policy`).
  return values?.every((value) => /^[A-Za-z0-9_@=,+-]{1,256}$/.test(String(value))) ?? false;
}

function claimsIn(policy: PolicyTemplate): readonly { readonly path: ClaimPath; readonly rank: Rank }[] {
  if (typeof policy !== "object") return [];
  if ("template" in policy) {
    return policy.template.flatMap((part) => {
      if (typeof part === "string" || part.from !== "claims") return [];
      return [
        { path: part.path, rank: policy.place === "condition" ? policy.place : part.allowsPath ? "path" : "resource" },
      ];
    });
  }
  const members = "members" in policy ? Object.values(policy.members) : policy;
  return members.flatMap(claimsIn);
}

/** The longest that a policy can become: values go in with at most 256 characters (`authorize/render-policy`). */
export function canBeTooLong(grant: Grant): boolean {
  const { policy, policyArns } = grant;
  if (policy === undefined) return false;
  const text = JSON.stringify(fillLongest(policy));
  return text.length + policyArns.join("").length > 2_048;
}

function fillLongest(policy: PolicyTemplate): unknown {
  if (typeof policy !== "object") return policy;
  if ("template" in policy)
    return policy.template.map((part) => (typeof part === "string" ? part : "x".repeat(256))).join("");
  if ("members" in policy) {
    return Object.fromEntries(Object.entries(policy.members).map(([name, member]) => [name, fillLongest(member)]));
  }
  return policy.map(fillLongest);
}
