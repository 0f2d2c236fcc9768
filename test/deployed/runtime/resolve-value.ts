/** Where the stack is thought to be. */
const pseudoParameters: Readonly<Record<string, string>> = {
  "AWS::AccountId": "999988887777",
  "AWS::Partition": "aws",
  "AWS::Region": "eu-central-1",
  "AWS::StackName": "credential-vending-api-dev",
  "AWS::URLSuffix": "amazonaws.com",
};

/** The part of a template that values refer to. */
export interface TemplateNames {
  readonly Resources: Readonly<Record<string, unknown>>;
  readonly Conditions?: Readonly<Record<string, unknown>> | undefined;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>> | undefined;
}

/**
 * What CloudFormation would make of a value that ends as text. A resource is called by its name in the template, in lower case, since nobody
 * has made one.
 * @throws Error for an intrinsic function that is not known here: guessed, it would hide what is deployed
 */
export function resolveValue(value: unknown, names: TemplateNames): string {
  if (["string", "number", "boolean"].includes(typeof value)) return String(value);
  const [name, argument] = intrinsic(value);
  const resolve = (inner: unknown) => resolveValue(inner, names);
  switch (name) {
    case "Ref":
      return resolveReference(String(argument), names);
    case "Fn::GetAtt": {
      const [resource, attribute] = Array.isArray(argument) ? argument : String(argument).split(".");
      if (attribute === "ApiEndpoint")
        return `https://${resource}.execute-api.eu-central-1.amazonaws.com`.toLowerCase();
      return `arn:aws:made-up:eu-central-1:${pseudoParameters["AWS::AccountId"]}:${resource}/${attribute}`;
    }
    case "Fn::Join": {
      const [separator, parts] = argument as [string, unknown];
      // A reference to a parameter that is a list of texts.
      if (!Array.isArray(parts)) return resolve(parts).replaceAll(",", separator);
      return parts.map(resolve).join(separator);
    }
    case "Fn::Sub":
      return resolveText(argument, names);
    case "Fn::If": {
      const [condition, yes, no] = argument as [string, unknown, unknown];
      return resolve(holds(names.Conditions?.[condition], names) ? yes : no);
    }
    default:
      throw new Error(`the packaged template has ${name}, which test/deployed/runtime/resolve-value.ts does not know`);
  }
}

function intrinsic(value: unknown): readonly [name: string, argument: unknown] {
  const [entry, ...others] = Object.entries((value ?? {}) as object);
  if (entry === undefined || others.length > 0) throw new Error(`no value of a template: ${JSON.stringify(value)}`);
  return entry;
}

function resolveReference(name: string, names: TemplateNames): string {
  const given = pseudoParameters[name] ?? names.Parameters?.[name]?.Default;
  if (given !== undefined) return String(given);
  if (name in names.Resources) return name.toLowerCase();
  throw new Error(`the packaged template refers to ${name}, which it does not have`);
}

function resolveText(argument: unknown, names: TemplateNames): string {
  const [text, variables] = (Array.isArray(argument) ? argument : [argument, {}]) as [string, Record<string, unknown>];
  return text.replaceAll(/\$\{([\w:.]+)\}/g, (_whole, name: string) => {
    if (name in variables) return resolveValue(variables[name], names);
    return resolveValue(name.includes(".") ? { "Fn::GetAtt": name } : { Ref: name }, names);
  });
}

function holds(condition: unknown, names: TemplateNames): boolean {
  const [name, argument] = intrinsic(condition);
  const operands = argument as readonly unknown[];
  if (name === "Fn::Not") return !holds(operands[0], names);
  if (name === "Fn::And") return operands.every((operand) => holds(operand, names));
  if (name === "Fn::Or") return operands.some((operand) => holds(operand, names));
  if (name === "Condition") return holds(names.Conditions?.[String(argument)], names);
  if (name === "Fn::Equals") return resolveValue(operands[0], names) === resolveValue(operands[1], names);
  throw new Error(`the packaged template has the condition ${name}, which test/deployed/runtime does not know`);
}
