import type { Decision } from "./model/assumption.ts";
import type { Caller } from "./model/caller.ts";
import type { AuditRecord } from "./model/ports.ts";
import type { VendedSession } from "./model/session.ts";
import { expiration } from "./present/expiration.ts";
import { finalCall } from "./vend/final-call.ts";

/** What the audit record keeps of a caller: never its token, nor claims beyond the identity. */
export function describeCaller(caller: Caller): Partial<AuditRecord> {
  return {
    issuer: caller.issuer,
    subject: caller.subject,
    tokenSha256: caller.tokenSha256,
    ...(caller.tokenId !== undefined && { tokenId: caller.tokenId }),
  };
}

/** What the audit record keeps of a decision: never an external ID. */
export function describeAssumption({ assumption, shadowGrants }: Decision): Partial<AuditRecord> {
  const call = finalCall(assumption);
  return {
    grant: assumption.grant,
    roleArn: call.roleArn,
    sessionName: call.sessionName,
    durationSeconds: call.durationSeconds,
    format: assumption.format,
    ...(assumption.account !== undefined && { account: assumption.account }),
    ...(call.sourceIdentity !== undefined && { sourceIdentity: call.sourceIdentity }),
    ...(shadowGrants.length > 0 && { shadowGrants }),
  };
}

/** What the audit record keeps of a session: the key's id, by which it is found in CloudTrail, and no secret. */
export function describeVended({ session, from, staleReason }: VendedSession): Partial<AuditRecord> {
  const notes = [
    staleReason !== undefined && `served stale: ${staleReason}`,
    session.wasShortenedAsChain && "STS counts this service's role as the first of a chain: one hour was asked instead",
    session.packedPolicyPercent !== undefined &&
      session.packedPolicyPercent >= 80 &&
      `policy and tags take ${session.packedPolicyPercent} % of the packed size limit`,
  ].filter((note) => note !== false);
  return {
    outcome: "vended",
    accessKeyId: session.accessKeyId,
    assumedRoleId: session.assumedRoleId,
    expiration: expiration(session.expiresAtMs),
    sessionFrom: from,
    ...(notes.length > 0 && { notes }),
  };
}
