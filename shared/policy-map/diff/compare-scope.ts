import type { Grant } from "../../model/policy-document.ts";
import { allowsNoMore, type SessionScope } from "./allows-no-more.ts";
import type { Finding } from "./finding.ts";
import { canBeTooLong, needsDropped } from "./policy-needs.ts";
import { type FixedNames, policyValue } from "./template-text.ts";
import { wordValues } from "./word-matcher.ts";

/** A grant with what `{grant}` and `{issuer}` mean in it. */
export interface NamedGrant {
  readonly grant: Grant;
  readonly names: FixedNames;
}

/** What changes in what the session policies, inline and managed, leave of the role. */
export function compareScope(older: NamedGrant, newer: NamedGrant): readonly Finding[] {
  const [before, now] = [scopeOf(older), scopeOf(newer)];
  if (JSON.stringify(before) === JSON.stringify(now)) return [];
  const [noMore, noLess] = [allowsNoMore(now, before), allowsNoMore(before, now)];
  const facet = JSON.stringify(before.policy) === JSON.stringify(now.policy) ? "policyArns" : "policy";
  const text = wordScope(facet, before, now);
  if (!noMore) return [{ facet, effect: "widens", text }];
  const dropped = before.policy === undefined ? [] : droppedRefusals(older.grant, newer.grant);
  return noLess ? dropped : [{ facet, effect: "narrows", text }, ...dropped];
}

function scopeOf({ grant, names }: NamedGrant): SessionScope {
  return {
    policy: grant.policy === undefined ? undefined : policyValue(grant.policy, names),
    policyArns: [...new Set(grant.policyArns)].sort(),
  };
}

/** A policy that cannot be filled in refuses its caller: a narrower one that can may let in who was kept out. */
function droppedRefusals(older: Grant, newer: Grant): readonly Finding[] {
  const findings = needsDropped(older, newer).map((path): Finding => {
    const shown = path.join(".");
    const text = `policy: values of ${shown} that may not go into the older session policy refuse nobody now`;
    return { facet: "policy", effect: "widens", text, vary: { kind: "unsafe", path } };
  });
  if (findings.length > 0 || !canBeTooLong(older)) return findings;
  const text = "policy: long values that made the older session policy too long may pass now";
  return [{ facet: "policy", effect: "widens", text }];
}

function wordScope(facet: "policy" | "policyArns", before: SessionScope, now: SessionScope): string {
  if (facet === "policyArns") {
    const [was, is] = [before.policyArns, now.policyArns].map((arns) =>
      arns.length === 0 ? "none" : wordValues(arns),
    );
    return `policyArns: was ${was}, now ${is}`;
  }
  if (now.policy === undefined) return "the session policy is gone: what it took from the role comes back";
  if (before.policy === undefined) return "a session policy now narrows the role";
  return allowsNoMore(now, before)
    ? "the session policy allows less"
    : "the session policy is another, and may allow more";
}
