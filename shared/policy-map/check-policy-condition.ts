import { isIP } from "node:net";
import { conditionOperators } from "./condition-operators.ts";
import { type Findings, Flaw, type MapPath } from "./findings.ts";
import { isObject } from "./json-object.ts";
import { nearestName } from "./nearest-name.ts";
import { quoteValue } from "./quote-value.ts";
import { splitOperator } from "./split-operator.ts";

const operators = Object.values(conditionOperators).flat();
const qualifiers = ["ForAnyValue", "ForAllValues"];

/** What the values of an operator must be, by the operator's beginning or end. The others take any text. */
const forms: readonly (readonly [
  operator: RegExp,
  isOfForm: (text: string) => boolean,
  what: string,
  repair: string,
])[] = [
  [/^Numeric/, (text) => /^[+-]?\d+(?:\.\d+)?$/.test(text), "a number", "write one such as 10"],
  [/^Date/, isInstant, "a date", 'write one such as "2026-10-07T07:00:00Z", or seconds since 1970'],
  [/^(?:Bool|Null)$/, (text) => /^(?:true|false)$/i.test(text), "true or false", "write one of the two"],
  [/IpAddress$/, isRange, "a range of addresses", "write one such as 10.20.0.0/16 or 2001:db8::/32"],
];

/** ISO 8601, or seconds since the epoch. */
function isInstant(text: string): boolean {
  if (/^\d{1,12}$/.test(text)) return true;
  return (
    /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/.test(text) &&
    !Number.isNaN(Date.parse(text))
  );
}

function isRange(text: string): boolean {
  const [address = "", length, ...rest] = text.split("/");
  const family = address.includes("%") ? 0 : isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= (family === 4 ? 32 : 128));
}

/**
 * Reports where a `Condition`, `{ operator: { key: value or values } }`, is not what IAM would take.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html (where variables can be used)
 */
export function checkPolicyCondition(condition: unknown, path: MapPath, findings: Findings): void {
  const blocks = isObject(condition) ? Object.entries(condition) : [];
  if (blocks.length === 0) {
    const repair = "write such as StringEquals: { aws:PrincipalTag/team: etl }";
    findings.report(path, "must be a mapping of operators", repair);
  }
  for (const [operator, block] of blocks) {
    const place = [...path, operator];
    findings.attempt(place, () => checkOperator(operator), "key");
    const keys = isObject(block) ? Object.entries(block) : [];
    if (keys.length === 0) findings.report(place, "must be a mapping of condition keys", "add a key");
    for (const [key, value] of keys) {
      findings.attempt([...place, key], () => checkKey(key), "key");
      checkValues(operator, value, [...place, key], findings);
    }
  }
}

function checkOperator(operator: string): void {
  const { qualifier, name, ifExists } = splitOperator(operator);
  const isQualifier = qualifier === undefined || qualifiers.includes(qualifier);
  if (isQualifier && operators.includes(name) && (name !== "Null" || ifExists === "")) return;
  const shown = quoteValue(operator);
  if (name === "Null" && isQualifier) throw new Flaw(`${shown} is not possible: Null asks that itself`, "write Null");
  const nearQualifier = qualifier === undefined ? "" : nearestName(qualifier, qualifiers);
  const nearName = nearestName(name, operators);
  const repair =
    nearQualifier === undefined || nearName === undefined
      ? "write one such as StringEquals, StringLike or IpAddress, with IfExists behind or ForAnyValue: before it if need be"
      : `did you mean ${nearQualifier === "" ? "" : `${nearQualifier}:`}${nearName}${ifExists}?`;
  throw new Flaw(`${shown} is not a condition operator`, repair);
}

function checkKey(key: string): void {
  if (/^[^:]+:./s.test(key)) return;
  throw new Flaw(`${quoteValue(key)} is not a condition key`, "write SERVICE:KEY such as aws:PrincipalTag/team");
}

function checkValues(operator: string, value: unknown, path: MapPath, findings: Findings): void {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (values.length === 0 || !values.every((one) => ["string", "number", "boolean"].includes(typeof one))) {
    findings.report(path, "must be a value or a list of values", "write text, a number or true/false");
    return;
  }
  const { name } = splitOperator(operator);
  const [, isOfForm, what, repair] = forms.find(([pattern]) => pattern.test(name)) ?? [];
  if (isOfForm === undefined || what === undefined || repair === undefined) return;
  values.forEach((one, index) => {
    const text = String(one);
    // A template is refused where policies are filled in. What IAM would fill in, it does for texts and ARNs only.
    if (/(?<!\$)\{/.test(text) || isOfForm(text)) return;
    const place = Array.isArray(value) ? [...path, index] : path;
    findings.report(place, `${quoteValue(one)} is not ${what}, which ${name} compares`, repair);
  });
}
