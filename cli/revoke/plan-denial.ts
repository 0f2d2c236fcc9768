import type { ClaimCondition, Grant, PolicyDocument } from "../../shared/model/policy-document.ts";
import { CliError } from "../cli-error.ts";

/** What a grant can ask for and a denial cannot. */
const circumstances = ["network", "time", "mfa", "senderConstrained"] as const;

/** What a denial shuts out, and whom else. */
export interface DenialPlan {
  readonly grant: Grant;
  /** Names in the map. */
  readonly issuers: readonly string[];
  /** Undefined: everybody who may have the grant. */
  readonly subject: string | undefined;
  /** Conditions of the grant that a denial cannot have: it holds at all hours and from everywhere. */
  readonly dropped: readonly (typeof circumstances)[number][];
  /** Other grants whose callers may be shut out too, since the deny list wins over every grant. */
  readonly alsoLost: readonly string[];
}

/**
 * Plans the denial of one subject, or of everybody who may have a grant.
 * @throws CliError for a grant or an issuer that is not there
 */
export function planDenial(
  document: PolicyDocument,
  { grant: name, subject, issuer }: { readonly grant: string; readonly subject?: string; readonly issuer?: string },
): DenialPlan {
  const grant = document.grants.find((known) => known.name === name);
  if (grant === undefined) {
    throw new CliError(`the map has no grant ${JSON.stringify(name)}`);
  }
  const { issuers: all } = grant.when;
  if (issuer !== undefined && !all.includes(issuer)) {
    throw new CliError(`grant ${name} is not for issuer ${JSON.stringify(issuer)}, only for ${all.join(", ")}`);
  }
  const issuers = issuer === undefined ? all : [issuer];
  const claims = subject === undefined ? grant.when.claims : [subjectIs(subject)];
  return {
    grant,
    issuers,
    subject,
    dropped: subject === undefined ? circumstances.filter((kind) => grant.when[kind]) : [],
    alsoLost: document.grants
      .filter((other) => other.name !== name && mayMeet(other, issuers, claims))
      .map((other) => other.name),
  };
}

function subjectIs(subject: string): ClaimCondition {
  return { path: ["sub"], matcher: { kind: "equals", value: subject } };
}

/** Whether one caller may meet both: unless they name no common issuer, or no common value for the same claim. */
function mayMeet({ when }: Grant, issuers: readonly string[], claims: readonly ClaimCondition[]): boolean {
  return (
    when.issuers.some((name) => issuers.includes(name)) &&
    claims.every((one) => when.claims.every((other) => !samePath(one, other) || areCompatible(one, other)))
  );
}

function samePath(one: ClaimCondition, other: ClaimCondition): boolean {
  return JSON.stringify(one.path) === JSON.stringify(other.path);
}

/** Only exact values are compared: whatever else may have a value in common is taken to have one. */
function areCompatible({ matcher: one }: ClaimCondition, { matcher: other }: ClaimCondition): boolean {
  const values = valuesOf(one);
  const others = valuesOf(other);
  if (values === undefined || others === undefined) {
    return true;
  }
  return values.some((value) => others.includes(value));
}

function valuesOf(matcher: ClaimCondition["matcher"]): readonly unknown[] | undefined {
  return matcher.kind === "equals" ? [matcher.value] : matcher.kind === "oneOf" ? matcher.values : undefined;
}
