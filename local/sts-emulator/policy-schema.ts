import { z } from "zod";
import { operators } from "./condition-operators.ts";
import { valueTypes } from "./condition-value-types.ts";
import type { Condition, Names, Policy, Principal } from "./policy.ts";

/** `trust`: on a role, names principals. `identity`: on a user, a role or a session, names resources. */
export type PolicyKind = "trust" | "identity";

const text = z.string({ error: "must be a string; quote it" });

/** The grammar takes a value or a list of values nearly everywhere. */
function oneOrMore<Item extends z.ZodType>(item: Item, rule: string) {
  return z
    .union([item, z.array(item).min(1)], { error: rule })
    .transform((value) => (Array.isArray(value) ? value : [value]) as z.output<Item>[]);
}

/** A union that has one string branch takes that branch's message, so it is said twice. */
function oneOrMoreMatching(pattern: RegExp, rule: string) {
  return oneOrMore(z.string({ error: rule }).regex(pattern, { error: rule }), rule);
}

const vendorRule = "Actions/Conditions must be prefaced with a vendor, e.g., iam, sdb, ec2, etc.";
const actions = oneOrMoreMatching(/^(?:\*|[\w-]+:[\w*?-]+)$/, vendorRule);
const resources = oneOrMoreMatching(
  /^(?:\*|arn:[^:]*:[^:]*:[^:]*:[^:]*:.+)$/s,
  'Resource must be in ARN format or "*".',
);

const principalArn =
  /^(?:\*|\d{12}|arn:[\w-]+:iam::\d{12}:(?:root|(?:role|user)\/[\w+=,.@/-]+)|arn:[\w-]+:sts::\d{12}:assumed-role\/[\w+=,.@-]+\/[\w+=,.@-]+)$/;
const awsPrincipals = oneOrMoreMatching(
  principalArn,
  'Invalid principal in policy; name an account, a role, a user or a role session without wildcards, or "*" (aws:PrincipalArn takes wildcards)',
);
/** Undefined takes the message of what is wrong inside. */
function principalRule({ code }: { readonly code: string }): string | undefined {
  return code === "invalid_type" ? 'must be "*" or an object of AWS, Federated and Service' : undefined;
}

const principal = z.preprocess(
  (value) => (value === "*" ? { AWS: value } : value),
  z
    .strictObject(
      {
        AWS: awsPrincipals.default([]),
        Federated: oneOrMore(text, "must be the ARN of an identity provider, or a list of them").default([]),
        Service: oneOrMore(text, "must be a service like lambda.amazonaws.com, or a list of them").default([]),
      },
      { error: principalRule },
    )
    .transform(({ AWS, Federated, Service }): Principal => ({ aws: AWS, federated: Federated, service: Service })),
);

const operatorName = /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/;
const conditionValues = oneOrMore(
  z.union([z.string(), z.number(), z.boolean()]).transform(String),
  "must be a string, a number, true, false, or a list of them",
);
const conditionBlock = z
  .record(z.string(), z.record(z.string(), conditionValues))
  .superRefine((block, context) => {
    for (const [name, keys] of Object.entries(block)) {
      if (!isOperator(name)) {
        const message = `${name} is no condition operator; see the IAM page "Condition operators"`;
        context.addIssue({ code: "custom", path: [name], message });
      }
      for (const [key, values] of Object.entries(keys)) {
        const message = valueProblem(name, values);
        if (message !== undefined) context.addIssue({ code: "custom", path: [name, key], message });
      }
    }
  })
  .transform((block): Condition[] =>
    Object.entries(block).flatMap(([name, keys]) => {
      const [, qualifier, operator = "", ifExists] = operatorName.exec(name) ?? [];
      return Object.entries(keys).map(([key, values]) => ({
        operator,
        qualifier: qualifier as Condition["qualifier"],
        ifExists: ifExists !== undefined,
        key: key.toLowerCase(),
        values,
      }));
    }),
  );

function isOperator(name: string): boolean {
  const [, , operator = "", ifExists] = operatorName.exec(name) ?? [];
  // Null asks whether a key exists: with IfExists it would say nothing, and IAM refuses it.
  return operators.has(operator) || (operator === "Null" && ifExists === undefined);
}

/** What is wrong with the values of an operator. A policy variable may become anything. */
function valueProblem(name: string, values: readonly string[]): string | undefined {
  const [, , operator = ""] = operatorName.exec(name) ?? [];
  const type = valueTypes.find(({ operators: of }) => of.test(operator));
  const wrong = type && values.find((value) => !value.includes("${") && !type.fits(value));
  return wrong === undefined ? undefined : `${JSON.stringify(wrong)} is not ${type?.what}, which ${name} compares`;
}

const statement = z.strictObject({
  Sid: text.regex(/^[A-Za-z0-9]*$/, { error: "Statement IDs (SID) must be alpha-numeric." }).optional(),
  Effect: z.enum(["Allow", "Deny"], { error: "must be Allow or Deny" }),
  Principal: principal.optional(),
  Action: actions.optional(),
  NotAction: actions.optional(),
  Resource: resources.optional(),
  NotResource: resources.optional(),
  Condition: conditionBlock.optional(),
});
type StatementInput = z.output<typeof statement>;

/** A policy of a kind. Its messages are those of IAM where IAM has one: they reach the caller as MalformedPolicyDocument. */
export function policySchema(kind: PolicyKind) {
  const checked = statement.superRefine((value, context) => {
    for (const message of kind === "trust" ? trustProblems(value) : identityProblems(value)) {
      context.addIssue({ code: "custom", path: [], message });
    }
  });
  return z
    .strictObject({
      Version: z
        .enum(["2012-10-17", "2008-10-17"], { error: 'must be "2012-10-17" (or "2008-10-17", without variables)' })
        .optional(),
      Id: text.optional(),
      Statement: oneOrMoreStatements(checked),
    })
    .transform(
      (document): Policy => ({
        hasVariables: document.Version === "2012-10-17",
        statements: document.Statement.map((value) => ({
          effect: value.Effect,
          principal: value.Principal,
          actions: names(value.Action, value.NotAction),
          resources: kind === "trust" ? undefined : names(value.Resource, value.NotResource),
          conditions: value.Condition ?? [],
        })),
      }),
    );
}

/** Not a union: its errors would hide which statement is wrong. */
function oneOrMoreStatements(item: z.ZodType<StatementInput>) {
  return z.preprocess(
    (value) => (Array.isArray(value) ? value : value === undefined ? undefined : [value]),
    z
      .array(item, { error: "must be a statement or a list of statements" })
      .min(1, { error: "must not be empty" })
      .refine(hasUniqueIds, { error: "Statement IDs (SID) in a single policy must be unique." }),
  );
}

/** An empty one is no id. */
function hasUniqueIds(statements: readonly StatementInput[]): boolean {
  const ids = statements.flatMap(({ Sid: id = "" }) => (id === "" ? [] : [id]));
  return new Set(ids).size === ids.length;
}

function names(positive: string[] | undefined, negative: string[] | undefined): Names {
  return negative === undefined
    ? { isNegated: false, patterns: positive ?? [] }
    : { isNegated: true, patterns: negative };
}

function* trustProblems(value: StatementInput): Generator<string> {
  yield* actionProblems(value);
  if (value.Principal === undefined)
    yield "a trust policy's statement names a Principal (NotPrincipal is not emulated)";
  if (value.Resource ?? value.NotResource) yield "a trust policy has no Resource; the role that carries it is meant";
}

function* identityProblems(value: StatementInput): Generator<string> {
  yield* actionProblems(value);
  if (value.Principal !== undefined) yield "Policy document should not specify a principal.";
  if (value.Resource === undefined && value.NotResource === undefined) yield "Policy statement must contain resources.";
  if (value.Resource !== undefined && value.NotResource !== undefined) yield "Syntax errors in policy.";
}

function* actionProblems(value: StatementInput): Generator<string> {
  if (value.Action === undefined && value.NotAction === undefined) yield "Policy statement must contain actions.";
  if (value.Action !== undefined && value.NotAction !== undefined) yield "Syntax errors in policy.";
}
