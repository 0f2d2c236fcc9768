import type { Grant, PolicyTemplate, Template } from "../../../model/policy-document.ts";
import { matchesAnything } from "../judge-pattern.ts";
import type { LintRule } from "../lint-rule.ts";

/** Things that a grant declares and nothing comes of, or anything. */
export const tagsAndParameters: LintRule = ({ document, patternOf }, report) => {
  for (const grant of document.grants) {
    const path = ["grants", grant.name];
    if (grant.transitiveTagKeys.length > 0 && grant.via.length === 0) {
      const rule = "are handed on only where the session assumes another role, which this map does not do";
      report(
        "transitive-tags-without-via",
        [...path, "assume", "transitiveTags"],
        rule,
        "remove them, if nobody chains",
      );
    }
    const used = grant.parameters.length === 0 ? new Set<string>() : usedParameters(grant);
    for (const { name, pattern } of grant.parameters) {
      if (!used.has(name)) {
        const rule = "is used nowhere: whatever a caller sends, it gets the same";
        report("unused-parameter", [...path, "parameters", name], rule, `use {params.${name}}, or remove it`);
      }
      const parsed = patternOf(pattern);
      if (parsed !== undefined && matchesAnything(parsed)) {
        const place = [...path, "parameters", name, "pattern"];
        const rule = "lets a caller send any text";
        report("parameter-matches-anything", place, rule, "say which: [a-z0-9-]{1,40}, or a|b");
      }
    }
  }
};

function usedParameters({ policy, sessionName, sourceIdentity = [], tags }: Grant): ReadonlySet<string> {
  const templates = [sessionName, sourceIdentity, ...tags.map(({ value }) => value), ...templatesIn(policy ?? "")];
  return new Set(
    templates.flat().flatMap((part) => (typeof part === "object" && part.from === "params" ? [part.name] : [])),
  );
}

function templatesIn(policy: PolicyTemplate): readonly Template[] {
  if (typeof policy !== "object") return [];
  if (isList(policy)) return policy.flatMap(templatesIn);
  return "template" in policy ? [policy.template] : Object.values(policy.members).flatMap(templatesIn);
}

function isList(policy: PolicyTemplate): policy is readonly PolicyTemplate[] {
  return Array.isArray(policy);
}
