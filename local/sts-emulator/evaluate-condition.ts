import { operators } from "./condition-operators.ts";
import { fillVariables } from "./fill-variables.ts";
import type { Condition, RequestContext } from "./policy.ts";

/**
 * Whether one line of a Condition block holds. Several values of the policy are alternatives, for a negated operator
 * all of them must miss.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function evaluateCondition(condition: Condition, context: RequestContext, hasVariables: boolean): boolean {
  const actual = context.get(condition.key);
  if (condition.operator === "Null") return isAbsent(actual) === (condition.values[0]?.toLowerCase() === "true");
  const operator = operators.get(condition.operator);
  if (operator === undefined) return false;
  if (actual === undefined || actual.length === 0) {
    // ForAllValues over nothing holds, ForAnyValue over nothing does not, whatever the operator says.
    if (condition.qualifier !== undefined) return condition.ifExists || condition.qualifier === "ForAllValues";
    return condition.ifExists || operator.isNegated;
  }
  const expected = condition.values.map((value) => fillVariables(value, context, hasVariables));
  const fits = (value: string) =>
    expected.some((pattern) => pattern !== undefined && operator.test(value, pattern)) !== operator.isNegated;
  if (condition.qualifier === "ForAnyValue") return actual.some(fits);
  // Without a qualifier a key of many values is read like a set of alternatives.
  return condition.qualifier === "ForAllValues" || operator.isNegated ? actual.every(fits) : actual.some(fits);
}

function isAbsent(values: readonly string[] | undefined): boolean {
  return values === undefined || values.length === 0;
}
