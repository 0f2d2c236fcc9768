import type { PolicyTemplate, Template, TemplatePart } from "../../shared/model/policy-document.ts";
import { printClaimPath } from "./describe-conditions.ts";

/** A template as a map has it: `{claims.team}-{grant}`. */
export function printTemplate(template: Template): string {
  return template.map(printPart).join("");
}

/** A session policy as indented JSON, its places to fill as a map has them. */
export function printPolicy(policy: PolicyTemplate): string {
  return JSON.stringify(toJson(policy), undefined, 2);
}

function printPart(part: TemplatePart): string {
  if (typeof part === "string") return part;
  switch (part.from) {
    case "claims":
      return `{claims.${printClaimPath(part.path)}${part.allowsPath ? "|path" : ""}}`;
    case "params":
      return `{params.${part.name}${part.allowsPath ? "|path" : ""}}`;
    case "grant":
    case "issuer":
      return `{${part.from}}`;
  }
}

function toJson(policy: PolicyTemplate): unknown {
  if (typeof policy !== "object") return policy;
  if (isList(policy)) return policy.map(toJson);
  if ("template" in policy) return printTemplate(policy.template);
  return Object.fromEntries(Object.entries(policy.members).map(([name, member]) => [name, toJson(member)]));
}

function isList(policy: PolicyTemplate): policy is readonly PolicyTemplate[] {
  return Array.isArray(policy);
}
