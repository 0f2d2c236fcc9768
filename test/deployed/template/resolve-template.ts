import type { Template, TemplateResource } from "./template.ts";

type Parameters = Readonly<Record<string, string>>;

/**
 * What there is of a template with these values of its parameters, as CloudFormation decides it: conditional resources and outputs that do not exist are left
 * out, of each `Fn::If` one side stays, and what is `AWS::NoValue` is no member. Parameters that are not given have their defaults.
 * @throws Error for a condition function that is not known here
 */
export function resolveTemplate(template: Template, given: Parameters = {}): Template {
  const parameters = Object.fromEntries(
    Object.entries(template.Parameters).map(([name, { Default }]) => [name, given[name] ?? Default]),
  );
  const holds = (name: string): boolean => evaluate(template.Conditions[name]);

  function evaluate(condition: unknown): boolean {
    const [[name, operand] = []] = Object.entries(condition as object);
    switch (name) {
      case "Condition":
        return holds(operand);
      case "Fn::Equals":
        return textOf(operand[0]) === textOf(operand[1]);
      case "Fn::Not":
        return !evaluate(operand[0]);
      case "Fn::And":
        return operand.every(evaluate);
      case "Fn::Or":
        return operand.some(evaluate);
      default:
        throw new Error(`${name}: is no condition function that is known here`);
    }
  }

  function textOf(value: unknown): string {
    if (typeof value === "string") return value;
    const [[name, operand] = []] = Object.entries(value as object);
    if (name === "Ref") return parameters[operand] ?? "";
    if (name === "Fn::Join") return textOf(operand[1]);
    throw new Error(`${name}: is nothing that conditions compare here`);
  }

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
