import type { PolicyTemplate } from "../model/policy-document.ts";
import { checkPolicyGrammar } from "./check-policy-grammar.ts";
import { checkPolicyResource } from "./check-policy-names.ts";
import { checkTemplate, type TemplateScope } from "./check-template.ts";
import { conditionOperators } from "./condition-operators.ts";
import type { Findings, MapPath, Spot } from "./findings.ts";
import { isObject, type JsonObject } from "./json-object.ts";
import { isLiteral, literalText, parseTemplate } from "./parse-template.ts";
import { splitOperator } from "./split-operator.ts";

/** Of inline policy and managed policies' ARNs together. */
const mostCharacters = 2048;

/**
 * Where text of a policy stands: templates are for resources and the values of conditions. `arn`: of a condition that compares
 * ARNs; `typed`: of one that compares neither text nor ARNs.
 */
type Place = "resource" | "condition" | "arn" | "typed" | "fixed";

/** Why nothing is filled in at a place. */
const unfillable: Partial<Readonly<Record<Place, readonly [rule: string, repair: string]>>> = {
  fixed: [
    "is filled in at a place where a value could change what the policy means",
    "write it out; templates are for Resource and the values of Condition",
  ],
  typed: [
    "is filled in where no text is compared, so that a value could widen the policy (10.0.0.{claims.x} to 10.0.0.0/0)",
    "use an operator for String or Arn, or write a grant for each value",
  ],
};

interface Reading {
  readonly scope: TemplateScope;
  readonly findings: Findings;
}

/**
 * A session policy as a JSON value with places to fill.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html (Policy, PolicyArns)
 */
export function normaliseSessionPolicy(
  policy: JsonObject,
  policyArns: readonly string[],
  path: MapPath,
  reading: Reading,
): PolicyTemplate {
  checkPolicyGrammar(policy, path, reading.findings);
  const { Statement: statements, ...others } = policy;
  const place = [...path, "Statement"];
  const encoded = Array.isArray(statements)
    ? statements.map((statement, index) => encodeStatement(statement, [...place, index], reading))
    : encodeStatement(statements, place, reading);
  const template = {
    members: {
      ...encodeMembers(others, () => "fixed", path, reading),
      ...(statements !== undefined && { Statement: encoded }),
    },
  };
  checkSize(template, policyArns, path, reading.findings);
  return template;
}

function encodeStatement(statement: unknown, path: MapPath, reading: Reading): PolicyTemplate {
  if (!isObject(statement)) return encode(statement, "fixed", path, reading);
  const members = Object.entries(statement).map(([name, value]): [string, PolicyTemplate] => {
    const here = [...path, name];
    if (name === "Condition" && isObject(value)) {
      return [name, { members: encodeMembers(value, placeUnder, here, reading) }];
    }
    return [name, encode(value, name === "Resource" ? "resource" : "fixed", here, reading)];
  });
  return { members: Object.fromEntries(members) };
}

/**
 * The place that a condition's values are. In a text, a value is its own characters; a range, a date or a number is read as a
 * whole, in which `0/0` or `9` has another meaning than its author's.
 */
function placeUnder(operator: string): Place {
  const { name } = splitOperator(operator);
  if (conditionOperators.arn.includes(name)) return "arn";
  return conditionOperators.typed.includes(name) ? "typed" : "condition";
}

function encode(value: unknown, place: Place, path: MapPath, reading: Reading): PolicyTemplate {
  if (typeof value === "string") return encodeText(value, place, path, reading);
  if (typeof value === "number") return value === 0 ? 0 : value;
  if (typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map((item, index) => encode(item, place, [...path, index], reading));
  if (isObject(value)) return { members: encodeMembers(value, () => place, path, reading) };
  // Nothing else is left but null, which the grammar allows nowhere: it has been reported.
  return "";
}

function encodeMembers(object: JsonObject, placeOf: (name: string) => Place, path: MapPath, reading: Reading) {
  const members = Object.entries(object).map(([name, value]): [string, PolicyTemplate] => {
    const here = [...path, name];
    if (/[{}]/.test(name)) {
      reading.findings.report(here, "has a brace: a key can be no template", "write the key out", "key");
    }
    checkCharacters(name, here, reading.findings, "key");
    return [name, encode(value, placeOf(name), here, reading)];
  });
  return Object.fromEntries(members);
}

function encodeText(text: string, place: Place, path: MapPath, reading: Reading): PolicyTemplate {
  checkCharacters(text, path, reading.findings);
  const stored = place === "resource" || place === "arn" ? "resource" : "condition";
  // As a condition's would be read: what is found where nothing is filled in is refused below, whatever it is.
  const template = reading.findings.attempt(path, () => parseTemplate(text, stored));
  if (template === undefined || isLiteral(template)) return text;
  const refusal = unfillable[place];
  if (refusal !== undefined) {
    reading.findings.report(path, ...refusal);
    return text;
  }
  if (place === "arn") reading.findings.attempt(path, () => checkPolicyResource(text));
  checkTemplate(template, reading.scope, path, reading.findings);
  return { template, place: stored };
}

function checkCharacters(text: string, path: MapPath, findings: Findings, spot: Spot = "value"): void {
  if (/^[\u0020-\u00ff\t\n\r]*$/.test(text)) return;
  findings.report(path, "has a character that STS does not take in a policy", "use characters up to U+00FF", spot);
}

/** A policy that is too long with nothing filled in is too long for everybody. */
function checkSize(policy: PolicyTemplate, policyArns: readonly string[], path: MapPath, findings: Findings): void {
  const least = JSON.stringify(plain(policy)).length;
  const together = policyArns.reduce((sum, arn) => sum + arn.length, least);
  if (together <= mostCharacters) return;
  const what = together === least ? "is" : "is, with policyArns,";
  const rule = `${what} at least ${together} characters long, over the limit of ${mostCharacters}`;
  findings.report(path, rule, "shorten it, or move a part of it to a managed policy");
}

function plain(value: PolicyTemplate): unknown {
  if (typeof value !== "object") return value;
  if ("members" in value) {
    return Object.fromEntries(Object.entries(value.members).map(([name, member]) => [name, plain(member)]));
  }
  return "template" in value ? literalText(value.template) : value.map(plain);
}
