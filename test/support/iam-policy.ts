/*
 * IAM's evaluation of a policy without principals, from AWS's documentation and from nothing of this project: what the templates
 * of session policies are judged by.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */

/** One sign of a policy's text: a character that stands for itself, a wildcard, or a policy variable. */
type PolicySign =
  | { readonly kind: "character"; readonly character: string }
  | { readonly kind: "many" | "one" }
  | { readonly kind: "variable"; readonly key: string; readonly fallback: string | undefined };

export type PolicyPattern = readonly PolicySign[];

interface Names {
  readonly isNegated: boolean;
  readonly patterns: readonly PolicyPattern[];
}

interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly PolicyPattern[];
}

interface Statement {
  readonly isAllow: boolean;
  readonly actions: Names;
  readonly resources: Names;
  readonly conditions: readonly Condition[];
}

export interface IamRequest {
  readonly action: string;
  readonly resource: string;
  /** Keys in lower case; each with one value or several. */
  readonly context: ReadonlyMap<string, readonly string[]>;
}

/** Characters that stand for themselves, whatever they are. */
export function literalPattern(text: string): PolicyPattern {
  return [...text].map((character) => ({ kind: "character", character }));
}

/**
 * The text of a policy as IAM reads it: `*`, `?`, `${key}`, `${key, 'default'}`, and `${*}`, `${?}`, `${$}` for the characters
 * themselves.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function readPattern(text: string): PolicyPattern {
  const tokens = text.match(/\$\{[^}]*\}|[\s\S]/gu) ?? [];
  return tokens.map((token) => {
    if (token === "*") return { kind: "many" };
    if (token === "?") return { kind: "one" };
    if (token.length <= 2) return { kind: "character", character: token };
    const inside = token.slice(2, -1);
    if (["*", "?", "$"].includes(inside)) return { kind: "character", character: inside };
    const [key = "", fallback] = inside.split(",");
    return { kind: "variable", key: key.trim().toLowerCase(), fallback: fallback?.trim().slice(1, -1) };
  });
}

/**
 * A policy, ready to be asked.
 * @param document a policy as it is written, `Version` 2012-10-17
 * @param read how the texts of Action, Resource and Condition are read
 */
export function readIamPolicy(document: unknown, read: (text: string) => PolicyPattern): readonly Statement[] {
  const { Statement: statements } = document as { readonly Statement: unknown };
  return listOf(statements).map((statement) => {
    const { Effect: effect, Condition: block = {}, ...others } = statement as Record<string, object | string>;
    const names = (positive: string, negative: string): Names => {
      const isNegated = others[negative] !== undefined;
      return { isNegated, patterns: listOf(others[isNegated ? negative : positive]).map((text) => read(String(text))) };
    };
    return {
      isAllow: effect === "Allow",
      actions: names("Action", "NotAction"),
      resources: names("Resource", "NotResource"),
      conditions: Object.entries(block).flatMap(([operator, keys]: [string, object]) =>
        Object.entries(keys).map(([key, values]: [string, unknown]) => ({
          operator,
          key: key.toLowerCase(),
          values: listOf(values).map((value) => read(String(value))),
        })),
      ),
    };
  });
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** A Deny that fits wins over every Allow; without an Allow that fits, nothing is allowed. */
export function isAllowed(policy: readonly Statement[], request: IamRequest): boolean {
  const fitting = policy.filter((statement) => fits(statement, request));
  return fitting.some(({ isAllow }) => isAllow) && fitting.every(({ isAllow }) => isAllow);
}

function fits({ actions, resources, conditions }: Statement, { action, resource, context }: IamRequest): boolean {
  const fitsAny = ({ isNegated, patterns }: Names, holds: (pattern: PolicyPattern) => boolean) =>
    patterns.some(holds) !== isNegated;
  return (
    fitsAny(actions, (pattern) => matches(lowerCase(pattern), action.toLowerCase())) &&
    fitsAny(resources, (pattern) => {
      const filled = fill(pattern, context);
      return filled !== undefined && matches(filled, resource);
    }) &&
    conditions.every((condition) => holds(condition, context))
  );
}

function lowerCase(pattern: PolicyPattern): PolicyPattern {
  return pattern.map((sign) =>
    sign.kind === "character" ? { ...sign, character: sign.character.toLowerCase() } : sign,
  );
}

/** What a variable brings stands for itself. Undefined where a variable has nothing to bring: then nothing matches. */
function fill(pattern: PolicyPattern, context: IamRequest["context"]): PolicyPattern | undefined {
  const filled: PolicySign[] = [];
  for (const sign of pattern) {
    if (sign.kind === "variable") {
      const values = context.get(sign.key);
      const value = values === undefined ? sign.fallback : values.length === 1 ? values[0] : undefined;
      if (value === undefined) return undefined;
      filled.push(...literalPattern(value));
    } else {
      filled.push(sign);
    }
  }
  return filled;
}

/** Row by row: which beginnings of the pattern match the text so far. */
function matches(pattern: PolicyPattern, text: string): boolean {
  const afterStars = (reached: boolean[]) => {
    pattern.forEach(({ kind }, at) => {
      if (kind === "many" && reached[at] === true) reached[at + 1] = true;
    });
    return reached;
  };
  let reached = afterStars([true]);
  for (const character of text) {
    const next: boolean[] = [];
    pattern.forEach((sign, at) => {
      if (reached[at] !== true) return;
      if (sign.kind === "many") next[at] = true;
      else if (sign.kind === "one" || (sign.kind === "character" && sign.character === character)) next[at + 1] = true;
    });
    reached = afterStars(next);
  }
  return reached[pattern.length] === true;
}

type Test = (pattern: PolicyPattern, actual: string) => boolean;

/** Where wildcards mean nothing, they stand for themselves. */
function textOf(pattern: PolicyPattern): string {
  return pattern
    .map((sign) => (sign.kind === "character" ? sign.character : sign.kind === "many" ? "*" : "?"))
    .join("");
}

/** Each of the six parts of an ARN for itself. */
function matchesArn(pattern: PolicyPattern, actual: string): boolean {
  const wanted = splitArn(pattern, (sign) => sign.kind === "character" && sign.character === ":");
  const given = splitArn([...actual], (character) => character === ":");
  return wanted.length === given.length && wanted.every((part, index) => matches(part, (given[index] ?? []).join("")));
}

function splitArn<Sign>(signs: readonly Sign[], isColon: (sign: Sign) => boolean): readonly (readonly Sign[])[] {
  const parts: Sign[][] = [[]];
  for (const sign of signs) {
    if (isColon(sign) && parts.length < 6) parts.push([]);
    else parts.at(-1)?.push(sign);
  }
  return parts;
}

const tests: Readonly<Record<string, Test>> = {
  StringEquals: (pattern, actual) => textOf(pattern) === actual,
  StringEqualsIgnoreCase: (pattern, actual) => textOf(pattern).toLowerCase() === actual.toLowerCase(),
  StringLike: matches,
  ArnEquals: matchesArn,
  ArnLike: matchesArn,
  Bool: (pattern, actual) => textOf(pattern).toLowerCase() === actual.toLowerCase(),
};

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
function holds({ operator, key, values }: Condition, context: IamRequest["context"]): boolean {
  const actual = context.get(key);
  if (operator === "Null") {
    return (actual === undefined) === (textOf(values[0] ?? []).toLowerCase() === "true");
  }
  const [, qualifier, negation, name = "", ifExists] = readOperator(operator);
  const test = tests[name];
  if (test === undefined) throw new Error(`no such operator here: ${operator}`);
  const isNegated = negation !== undefined;
  if (actual === undefined) {
    return ifExists !== undefined || (qualifier === undefined ? isNegated : qualifier === "ForAllValues");
  }
  const fitsOne = (value: string) =>
    values.some((pattern) => {
      const filled = fill(pattern, context);
      return filled !== undefined && test(filled, value);
    }) !== isNegated;
  const isAll = qualifier === "ForAllValues" || (qualifier === undefined && isNegated);
  return isAll ? actual.every(fitsOne) : actual.some(fitsOne);
}

/** `ForAnyValue:StringNotLikeIfExists` in its parts, with the operator's name without its `Not`. */
function readOperator(operator: string): readonly (string | undefined)[] {
  const parts = /^(?:(ForAnyValue|ForAllValues):)?(String|Arn|Bool)(Not)?(\w*?)(IfExists)?$/.exec(operator) ?? [];
  return [parts[0], parts[1], parts[3], `${parts[2]}${parts[4]}`, parts[5]];
}
