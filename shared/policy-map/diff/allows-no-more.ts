import { coversIamPattern } from "./covers-iam-pattern.ts";
import { type Policy, type PolicyStatement, policyStatements } from "./policy-statements.ts";

/** What narrows a session: an inline policy, as the JSON value, and managed ones. */
export interface SessionScope {
  readonly policy: unknown;
  readonly policyArns: readonly string[];
}

/**
 * Whether a session with `newer` may do no more than one with `older`. True is proved. A session may do what its role and
 * its session policies together allow, so without any it has the whole role; what a managed policy says is not known here.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session
 */
export function allowsNoMore(newer: SessionScope, older: SessionScope): boolean {
  if (older.policy === undefined && older.policyArns.length === 0) return true;
  if (!isSameSet(newer.policyArns, older.policyArns)) return false;
  if (newer.policy === undefined) {
    // The managed ones alone allow less than with an inline policy beside them, unless that one denied something.
    return older.policy === undefined || (newer.policyArns.length > 0 && deniesNothing(policyStatements(older.policy)));
  }
  return (
    older.policy !== undefined && policyAllowsNoMore(policyStatements(newer.policy), policyStatements(older.policy))
  );
}

function isSameSet(some: readonly string[], others: readonly string[]): boolean {
  return JSON.stringify([...new Set(some)].sort()) === JSON.stringify([...new Set(others)].sort());
}

function deniesNothing({ statements }: Policy): boolean {
  return statements.every(({ effect }) => effect === "Allow");
}

function policyAllowsNoMore(newer: Policy, older: Policy): boolean {
  const [allowedNow, deniedNow] = byEffect(newer);
  const [allowedBefore, deniedBefore] = byEffect(older);
  return (
    newer.version === older.version &&
    newer.others === older.others &&
    allowedNow.every((statement) => allowedBefore.some((wider) => coversStatement(wider, statement))) &&
    deniedBefore.every((statement) => deniedNow.some((wider) => coversStatement(wider, statement)))
  );
}

function byEffect({ statements }: Policy): readonly [readonly PolicyStatement[], readonly PolicyStatement[]] {
  return [statements.filter(({ effect }) => effect === "Allow"), statements.filter(({ effect }) => effect !== "Allow")];
}

/** Whether a statement speaks of every request that the other speaks of. */
function coversStatement(wider: PolicyStatement, narrower: PolicyStatement): boolean {
  return (
    covers(wider.actions, narrower.actions) &&
    covers(wider.resources, narrower.resources) &&
    excludesNoMore(wider.notActions, narrower.notActions, wider.actions) &&
    excludesNoMore(wider.notResources, narrower.notResources, wider.resources) &&
    [...wider.conditions].every(([key, values]) => narrower.conditions.get(key) === values) &&
    wider.others === narrower.others
  );
}

function covers(wider: readonly string[] | undefined, narrower: readonly string[] | undefined): boolean {
  if (wider === undefined) return narrower === undefined;
  if (narrower === undefined) return wider.includes("*");
  return narrower.every((text) => wider.some((pattern) => coversIamPattern(pattern, text)));
}

/** The other way round: who excludes less speaks of more, and who excludes nothing has named what it speaks of. */
function excludesNoMore(
  wider: readonly string[] | undefined,
  narrower: readonly string[] | undefined,
  named: readonly string[] | undefined,
): boolean {
  if (narrower === undefined) return wider === undefined;
  if (wider === undefined) return named !== undefined;
  return wider.every((text) => narrower.some((pattern) => coversIamPattern(pattern, text)));
}
