import { evaluateCondition } from "./evaluate-condition.ts";
import { fillVariables } from "./fill-variables.ts";
import { matchWildcard, readPattern } from "./match-wildcard.ts";
import type { Names, Policy, RequestContext, Statement } from "./policy.ts";

export interface Question {
  /** `sts:AssumeRole` and so on. */
  readonly action: string;
  /** The ARN of the role that is to be assumed. */
  readonly resource: string;
  readonly context: RequestContext;
}

/** `none`: nothing said so, which refuses unless somebody else allows. */
export type Decision = "allow" | "deny" | "none";

/** What policies without principals (of a user, a role or a session) say together: a Deny in one wins over all. */
export function evaluatePolicies(policies: readonly Policy[], question: Question): Decision {
  const effects = new Set(
    policies.flatMap((policy) => matchingStatements(policy, question)).map(({ effect }) => effect),
  );
  return effects.has("Deny") ? "deny" : effects.has("Allow") ? "allow" : "none";
}

/** The statements whose action, resource and conditions fit. Principals are the reader's to look at. */
export function matchingStatements(policy: Policy, question: Question): readonly Statement[] {
  return policy.statements.filter(
    (statement) =>
      matchesAction(statement.actions, question.action) &&
      (statement.resources === undefined || matchesResource(statement.resources, question, policy.hasVariables)) &&
      statement.conditions.every((condition) => evaluateCondition(condition, question.context, policy.hasVariables)),
  );
}

function matchesAction({ patterns, isNegated }: Names, action: string): boolean {
  const name = action.toLowerCase();
  return patterns.some((pattern) => matchWildcard(readPattern(pattern.toLowerCase()), name)) !== isNegated;
}

function matchesResource({ patterns, isNegated }: Names, question: Question, hasVariables: boolean): boolean {
  const fits = patterns.some((text) => {
    const pattern = fillVariables(text, question.context, hasVariables);
    return pattern !== undefined && matchWildcard(pattern, question.resource);
  });
  return fits !== isNegated;
}
