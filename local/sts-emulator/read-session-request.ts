import type { Tag } from "./caller.ts";
import { ConstraintCheck, constraints, type StringConstraint } from "./check-constraints.ts";
import { listPositions, type Query } from "./read-query.ts";
import { StsError } from "./sts-error.ts";

/** The parameters of AssumeRole and AssumeRoleWithWebIdentity, each inside the limits of the service model. */
export interface SessionRequest {
  readonly roleArn: string;
  readonly sessionName: string;
  /** 3,600 where the call does not say. */
  readonly durationSeconds: number;
  readonly externalId: string | undefined;
  readonly sourceIdentity: string | undefined;
  readonly policy: string | undefined;
  readonly policyArns: readonly string[];
  readonly tags: readonly Tag[];
  readonly transitiveTagKeys: readonly string[];
}

const durationLimits = { min: 900, max: 43_200 };
const arnSyntax = /^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/su;

/** @throws StsError ValidationError, MalformedInput, AccessDenied (MFA) or InvalidParameterValue (what is not emulated) */
export function readSessionRequest(query: Query): SessionRequest {
  const check = new ConstraintCheck(query);
  const arnMember: StringConstraint = { ...constraints.RoleArn, isRequired: false };
  const roleArn = check.string("RoleArn", "roleArn", constraints.RoleArn);
  const sessionName = check.string("RoleSessionName", "roleSessionName", constraints.RoleSessionName);
  const durationSeconds = check.integer("DurationSeconds", "durationSeconds", durationLimits);
  const externalId = check.string("ExternalId", "externalId", constraints.ExternalId);
  const sourceIdentity = check.string("SourceIdentity", "sourceIdentity", constraints.SourceIdentity);
  const policy = check.string("Policy", "policy", constraints.Policy);
  const policyArns = listPositions(query, "PolicyArns").map((position) =>
    check.string(`PolicyArns.member.${position}.arn`, `policyArns.${position}.member.arn`, arnMember),
  );
  const tags = readTags(query, check);
  const transitiveTagKeys = listPositions(query, "TransitiveTagKeys").map((position) =>
    check.string(`TransitiveTagKeys.member.${position}`, `transitiveTagKeys.${position}.member`, constraints.tagKey),
  );
  check.listLength(policyArns.length, "policyArns", 10);
  check.listLength(tags.length, "tags", 50);
  check.listLength(transitiveTagKeys.length, "transitiveTagKeys", 50);
  check.finish();
  refuseUnemulated(query);
  if (roleArn === undefined || !arnSyntax.test(roleArn)) throw new StsError("ValidationError", `${roleArn} is invalid`);
  return {
    roleArn,
    sessionName: sessionName ?? "",
    durationSeconds: durationSeconds ?? 3600,
    externalId,
    sourceIdentity,
    policy,
    policyArns: policyArns.filter((arn) => arn !== undefined),
    tags,
    transitiveTagKeys: transitiveTagKeys.filter((key) => key !== undefined),
  };
}

function readTags(query: Query, check: ConstraintCheck): readonly Tag[] {
  return listPositions(query, "Tags").map((position) => {
    const at = `Tags.member.${position}`;
    const field = `tags.${position}.member`;
    const value = check.string(`${at}.Value`, `${field}.value`, constraints.tagValue);
    const key = check.string(`${at}.Key`, `${field}.key`, constraints.tagKey);
    return { key: key ?? "", value: value ?? "" };
  });
}

/** Parameters that decide who gets what are refused rather than ignored. */
function refuseUnemulated(query: Query): void {
  if (query.has("SerialNumber") || query.has("TokenCode")) {
    const message =
      "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.";
    throw new StsError("AccessDenied", message);
  }
  if (listPositions(query, "ProvidedContexts").length > 0) {
    throw new StsError("InvalidParameterValue", "ProvidedContexts are not emulated.");
  }
}
