import { evaluateConditions } from "../../../build/deploy/evaluate-conditions.ts";
import type { Template, TemplateResource } from "./template.ts";

type Parameters = Readonly<Record<string, string>>;

/**
 * What there is of a template with these values of its parameters, as CloudFormation decides it: conditional resources and outputs that do not exist are left
 * out, of each `Fn::If` one side stays, and what is `AWS::NoValue` is no member. Parameters that are not given have their defaults.
 * @throws Error for a condition function that is not known here
 */
export function resolveTemplate(template: Template, given: Parameters = {}): Template {
  const holds = evaluateConditions(template, given);

  function resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(resolve).filter((item) => item !== undefined);
    if (typeof value !== "object" || value === null) return value;
    if ("Fn::If" in value) {
      const [condition, yes, no] = value["Fn::If"] as [string, unknown, unknown];
      return resolve(holds(condition) ? yes : no);
    }
    if ("Ref" in value && value.Ref === "AWS::NoValue") return undefined;
    return Object.fromEntries(Object.entries(value).flatMap(([name, member]) => pairOf(name, resolve(member))));
  }

  const existing = <Part extends { readonly Condition?: string }>(parts: Readonly<Record<string, Part>>) =>
    Object.fromEntries(
      Object.entries(parts)
        .filter(([, { Condition }]) => Condition === undefined || holds(Condition))
        .map(([name, part]) => [name, resolve(part) as Part]),
    );

  return {
    ...template,
    Resources: existing<TemplateResource>(template.Resources),
    Outputs: existing(template.Outputs),
  };
}

function pairOf(name: string, value: unknown): [string, unknown][] {
  return value === undefined ? [] : [[name, value]];
}
