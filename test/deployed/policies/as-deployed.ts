import { resolveTemplate } from "../template/resolve-template.ts";
import type { Template } from "../template/template.ts";

/** What there is of a template as its parameters stand in it, and with their values: what they allow is seen as it is. */
export function asDeployed(template: Template): Template {
  return filled(resolveTemplate(template), template.Parameters) as Template;
}

function filled(value: unknown, parameters: Template["Parameters"]): unknown {
  if (Array.isArray(value)) return value.map((item) => filled(item, parameters));
  if (typeof value !== "object" || value === null) return value;
  if ("Ref" in value && typeof value.Ref === "string") return parameters[value.Ref]?.Default ?? value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, filled(member, parameters)]));
}
