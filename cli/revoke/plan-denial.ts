import type { ClaimCondition, Grant, PolicyDocument } from "../../shared/model/policy-document.ts";
import { CliError } from "../cli-error.ts";

/** What a grant can ask for and a denial cannot. */
const circumstances = ["network", "time", "mfa", "senderConstrained"] as const;

/** What a denial shuts out, and whom else. */
export interface DenialPlan {
  /** Whose sessions are to end; with a subject or a whole issuer, all that it may have had. Never empty. */
  readonly grants: readonly Grant[];
  /** Names in the map. */
  readonly issuers: readonly string[];
  /** Undefined: everybody who may have the grant, or everybody of the issuer. */
  readonly subject: string | undefined;
  /** What a caller's claims must be to be shut out. Never empty. */
  readonly claims: readonly ClaimCondition[];
  /** Conditions of the grant that a denial cannot have: it holds at all hours and from everywhere. */
  readonly dropped: readonly (typeof circumstances)[number][];
  /** Other grants whose callers may be shut out too, since the deny list wins over every grant. */
  readonly alsoLost: readonly string[];
}

/** Who is to be shut out, as it is asked for. */
export interface Revoked {
  readonly grant?: string | undefined;
  readonly subject?: string | undefined;
  readonly issuer?: string | undefined;
}

/**
 * Plans the denial of one subject, of everybody who may have a grant, or of everybody of an issuer.
 * @throws CliError for a grant or an issuer that is not there
 */
export function planDenial(document: PolicyDocument, revoked: Revoked): DenialPlan {
  return revoked.grant === undefined
    ? planWithoutGrant(document, revoked)
    : planForGrant(document, revoked.grant, revoked);
}

function planForGrant(document: PolicyDocument, name: string, { subject, issuer }: Revoked): DenialPlan {
  const grant = document.grants.find((known) => known.name === name);
  if (grant === undefined) throw new CliError(`the map has no grant ${JSON.stringify(name)}`);
  const { issuers: all } = grant.when;
  if (issuer !== undefined && !all.includes(issuer)) {
    throw new CliError(`grant ${name} is not for issuer ${JSON.stringify(issuer)}, only for ${all.join(", ")}`);
  }
  const issuers = issuer === undefined ? all : [issuer];
  const claims = subject === undefined ? grant.when.claims : [subjectIs(subject)];
  return {
    grants: [grant],
    issuers,
    subject,
    claims,
    dropped: subject === undefined ? circumstances.filter((kind) => grant.when[kind]) : [],
    alsoLost: document.grants
      .filter((other) => other.name !== name && mayMeet(other, issuers, claims))
      .map((other) => other.name),
  };
}

/** Of every grant that they may have had: nobody at three in the morning knows them by heart. */
function planWithoutGrant({ issuers: known, grants: all }: PolicyDocument, { subject, issuer }: Revoked): DenialPlan {
  if (issuer === undefined)
    throw new CliError("say whose sessions are to end: --grant, or --issuer, or --issuer and --sub");
  if (!known.some(({ name }) => name === issuer)) throw new CliError(`the map has no issuer ${JSON.stringify(issuer)}`);
  // Every token of an issuer has a subject, or it is none.
  const claims = [subject === undefined ? hasSubject : subjectIs(subject)];
  const grants = all.filter((grant) => mayMeet(grant, [issuer], claims));
  if (grants.length === 0) throw new CliError("no grant of the map is for them: there is nothing to revoke");
  return { grants, issuers: [issuer], subject, claims, dropped: [], alsoLost: [] };
}

const hasSubject: ClaimCondition = { path: ["sub"], matcher: { kind: "exists" } };

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
