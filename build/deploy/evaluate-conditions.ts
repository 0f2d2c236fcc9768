/** What of a CloudFormation template decides which of its resources there are. */
export interface ConditionalTemplate {
  readonly Parameters?: Readonly<Record<string, { readonly Default?: string }>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
}

/**
 * Whether a condition of a template holds, as CloudFormation decides it.
 * @param given values of parameters; those that are not given have their defaults
 * @returns a function that throws Error for what conditions do not do here
 */
export function evaluateConditions(
  { Parameters = {}, Conditions = {} }: ConditionalTemplate,
  given: Readonly<Record<string, string>> = {},
): (name: string) => boolean {
  const holds = (name: string): boolean => evaluate(Conditions[name]);
  return holds;

  function evaluate(condition: unknown): boolean {
    const [[name, operand] = []] = Object.entries(condition ?? {});
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
    if (name === "Ref") return given[operand] ?? Parameters[operand]?.Default ?? "";
    if (name === "Fn::Join") return textOf(operand[1]);
    throw new Error(`${name}: is nothing that conditions compare here`);
  }
}
