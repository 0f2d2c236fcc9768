import { checkPolicyCondition } from "./check-policy-condition.ts";
import { checkPolicyAction, checkPolicyResource } from "./check-policy-names.ts";
import type { Findings, MapPath } from "./findings.ts";
import { isObject, type JsonObject } from "./json-object.ts";
import { nearestName } from "./nearest-name.ts";
import { quoteValue } from "./quote-value.ts";

const topMembers = ["Version", "Id", "Statement"];
const statementMembers = ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"];

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
  const ids = new Set<string>();
  if (Array.isArray(statements) && statements.length > 0) {
    statements.forEach((statement, index) => void checkStatement(statement, ids, [...place, index], findings));
  } else if (isObject(statements)) {
    checkStatement(statements, ids, place, findings);
  } else {
    findings.report(
      place,
      "must be a statement or a list of some",
      "add a statement: a policy without one allows nothing",
    );
  }
}

/** @param ids those of the statements before, which this one's is added to */
function checkStatement(statement: unknown, ids: Set<string>, path: MapPath, findings: Findings): undefined {
  if (!isObject(statement)) return findings.report(path, "must be a mapping", "write Effect, Action and Resource");
  checkMembers(statement, statementMembers, path, findings);
  if (statement["Effect"] !== "Allow" && statement["Effect"] !== "Deny") {
    findings.report([...path, "Effect"], "must be Allow or Deny", "write one of the two");
  }
  checkId(statement["Sid"], ids, [...path, "Sid"], findings);
  checkEither("Action", "NotAction", statement, path, findings);
  checkEither("Resource", "NotResource", statement, path, findings);
  if (statement["Condition"] !== undefined) {
    checkPolicyCondition(statement["Condition"], [...path, "Condition"], findings);
  }
  return undefined;
}

function checkId(id: unknown, earlier: Set<string>, path: MapPath, findings: Findings): void {
  if (id === undefined) return;
  if (typeof id !== "string" || !/^[A-Za-z0-9]*$/.test(id)) {
    findings.report(path, "must be text of letters and digits", "write such text, or remove it");
    return;
  }
  if (earlier.has(id) && id !== "") {
    findings.report(path, `${quoteValue(id)} is the Sid of an earlier statement`, "rename one of them, or remove it");
  }
  earlier.add(id);
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
      continue;
    }
    const check = name === "Action" ? checkPolicyAction : checkPolicyResource;
    texts.forEach((text, index) => {
      const place = [...path, member, ...(Array.isArray(value) ? [index] : [])];
      findings.attempt(place, () => check(String(text)));
    });
  }
}
