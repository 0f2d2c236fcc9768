import type { Findings, MapPath } from "./findings.ts";
import { nearestName } from "./nearest-name.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

const topMembers = ["Version", "Id", "Statement"];
const statementMembers = ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"];

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Reports where a session policy is not what IAM would take, as far as its grammar goes.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function checkPolicyGrammar(policy: JsonObject, path: MapPath, findings: Findings): void {
  checkMembers(policy, topMembers, path, findings);
  if (policy["Version"] !== "2012-10-17") {
    findings.report([...path, "Version"], "is not the policy language of today", 'write Version: "2012-10-17"');
  }
  if (policy["Id"] !== undefined && typeof policy["Id"] !== "string") {
    findings.report([...path, "Id"], "must be text", "write text");
  }
  const { Statement: statements } = policy;
  const place = [...path, "Statement"];
  if (Array.isArray(statements) && statements.length > 0) {
    statements.forEach((statement, index) => void checkStatement(statement, [...place, index], findings));
  } else if (isObject(statements)) {
    checkStatement(statements, place, findings);
  } else {
    findings.report(
      place,
      "must be a statement or a list of some",
      "add a statement: a policy without one allows nothing",
    );
  }
}

function checkStatement(statement: unknown, path: MapPath, findings: Findings): undefined {
  if (!isObject(statement)) return findings.report(path, "must be a mapping", "write Effect, Action and Resource");
  checkMembers(statement, statementMembers, path, findings);
  if (statement["Effect"] !== "Allow" && statement["Effect"] !== "Deny") {
    findings.report([...path, "Effect"], "must be Allow or Deny", "write one of the two");
  }
  const { Sid: id = "" } = statement;
  if (typeof id !== "string" || !/^[A-Za-z0-9]*$/.test(id)) {
    findings.report([...path, "Sid"], "must be text of letters and digits", "write such text, or remove it");
  }
  checkEither("Action", "NotAction", statement, path, findings);
  checkEither("Resource", "NotResource", statement, path, findings);
  if (statement["Condition"] !== undefined) checkCondition(statement["Condition"], [...path, "Condition"], findings);
  return undefined;
}

function checkMembers(object: JsonObject, known: readonly string[], path: MapPath, findings: Findings): void {
  for (const member of Object.keys(object)) {
    if (known.includes(member)) continue;
    const near = nearestName(member, known);
    const isPrincipal = member === "Principal" || member === "NotPrincipal";
    const rule = isPrincipal ? "is not possible in a session policy" : "is not a member that IAM knows here";
    findings.report(
      [...path, member],
      rule,
      isPrincipal || near === undefined ? "remove it" : `did you mean ${near}?`,
      "key",
    );
  }
}

function checkEither(name: string, opposite: string, statement: JsonObject, path: MapPath, findings: Findings): void {
  const given = [name, opposite].filter((member) => Object.hasOwn(statement, member));
  if (given.length !== 1) {
    findings.report(path, `must have either ${name} or ${opposite}`, given.length === 0 ? `add ${name}` : "keep one");
  }
  for (const member of given) {
    const value = statement[member];
    const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (texts.length === 0 || !texts.every((text) => typeof text === "string" && text !== "")) {
      findings.report([...path, member], "must be text or a list of texts", "write at least one");
    }
  }
}

/** `{ operator: { key: value or values } }`. */
function checkCondition(condition: unknown, path: MapPath, findings: Findings): void {
  const operators = isObject(condition) ? Object.entries(condition) : undefined;
  if (operators === undefined || operators.length === 0) {
    findings.report(
      path,
      "must be a mapping of operators",
      "write such as StringEquals: { aws:PrincipalTag/team: etl }",
    );
    return;
  }
  for (const [operator, block] of operators) {
    const keys = isObject(block) ? Object.entries(block) : [];
    if (keys.length === 0) findings.report([...path, operator], "must be a mapping of condition keys", "add a key");
    for (const [key, value] of keys) {
      const values: readonly unknown[] = Array.isArray(value) ? value : [value];
      if (values.length > 0 && values.every((one) => ["string", "number", "boolean"].includes(typeof one))) continue;
      findings.report(
        [...path, operator, key],
        "must be a value or a list of values",
        "write text, a number or true/false",
      );
    }
  }
}
