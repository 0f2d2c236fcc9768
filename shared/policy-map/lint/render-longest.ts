import { createHash } from "node:crypto";
import type { PolicyTemplate, Template, TemplatePart } from "../../model/policy-document.ts";
import { longestAllowed } from "./longest-value.ts";

/** Text of a length that packs badly, and always the same for the same name: what a caller's value does at worst. */
function filler(name: string, length: number): string {
  let text = fillers.get(name) ?? "";
  for (let round = 0; text.length < longestAllowed; round += 1) {
    text += createHash("sha256").update(`${name} ${round}`).digest("base64url");
  }
  fillers.set(name, text);
  return text.slice(0, length);
}

/** By placeholder: a map has few of them, in many grants. */
const fillers = new Map<string, string>();

/** A template with the longest values in it. */
export function renderLongestText(template: Template, longest: (part: TemplatePart) => number): string {
  return template
    .map((part) => (typeof part === "string" ? part : filler(JSON.stringify(part), longest(part))))
    .join("");
}

/** A session policy with the longest values in it. */
export function renderLongestPolicy(policy: PolicyTemplate, longest: (part: TemplatePart) => number): unknown {
  if (typeof policy !== "object") return policy;
  if (isList(policy)) return policy.map((member) => renderLongestPolicy(member, longest));
  if ("template" in policy) return renderLongestText(policy.template, longest);
  return Object.fromEntries(
    Object.entries(policy.members).map(([name, member]) => [name, renderLongestPolicy(member, longest)]),
  );
}

function isList(policy: PolicyTemplate): policy is readonly PolicyTemplate[] {
  return Array.isArray(policy);
}
