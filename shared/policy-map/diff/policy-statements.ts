/** A statement of a policy in one form, however it was written. */
export interface PolicyStatement {
  readonly effect: string;
  /** `Action`, `NotAction`, `Resource`, `NotResource`: what each names, or undefined where it is not there. */
  readonly actions: readonly string[] | undefined;
  readonly notActions: readonly string[] | undefined;
  readonly resources: readonly string[] | undefined;
  readonly notResources: readonly string[] | undefined;
  /** Each operator and key with the values it is compared with, as sorted JSON. All must hold. */
  readonly conditions: ReadonlyMap<string, string>;
  /** Members that are none of these, as JSON. */
  readonly others: string;
}

export interface Policy {
  /** Policy variables mean something from 2012-10-17 on only. */
  readonly version: string;
  readonly statements: readonly PolicyStatement[];
  /** Members that are none of these, as JSON. */
  readonly others: string;
}

type JsonObject = { readonly [name: string]: unknown };

/**
 * Reads a session policy, `Sid` and `Id` aside, which decide nothing.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function policyStatements(policy: unknown): Policy {
  const { Id: _, Version: version = "2008-10-17", Statement: statements, ...others } = asObject(policy);
  return { version: String(version), statements: listOf(statements).map(readStatement), others: sortedJson(others) };
}

function readStatement(statement: unknown): PolicyStatement {
  const { Sid: _, Effect, Action, NotAction, Resource, NotResource, Condition, ...others } = asObject(statement);
  // Actions have no case (IAM User Guide, JSON policy elements: Action).
  const lowerCase = (texts: readonly string[] | undefined) => texts?.map((text) => text.toLowerCase());
  return {
    effect: String(Effect),
    actions: lowerCase(textsOf(Action)),
    notActions: lowerCase(textsOf(NotAction)),
    resources: textsOf(Resource),
    notResources: textsOf(NotResource),
    conditions: readConditions(Condition),
    others: sortedJson(others),
  };
}

function readConditions(condition: unknown): ReadonlyMap<string, string> {
  const conditions = new Map<string, string>();
  for (const [operator, keys] of Object.entries(asObject(condition))) {
    for (const [key, values] of Object.entries(asObject(keys))) {
      const texts = [...new Set(listOf(values).map(String))].sort();
      conditions.set(JSON.stringify([operator, key]), JSON.stringify(texts));
    }
  }
  return conditions;
}

function asObject(value: unknown): JsonObject {
  return typeof value === "object" && value !== null ? (value as JsonObject) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function textsOf(value: unknown): readonly string[] | undefined {
  return value === undefined ? undefined : listOf(value).map(String);
}

function sortedJson(object: JsonObject): string {
  return JSON.stringify(Object.entries(object).sort(([one], [other]) => (one < other ? -1 : 1)));
}
