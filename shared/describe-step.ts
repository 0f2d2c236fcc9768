import type { Decision } from "./model/assumption.ts";
import type { AuditRecord } from "./model/ports.ts";
import type { VendedSession } from "./model/session.ts";
import { expiration } from "./present/expiration.ts";
import { finalCall } from "./vend/final-call.ts";

/** What the audit record keeps of a decision: never an external ID. */
export function describeDecision({ assumption, replacedNames }: Decision): Partial<AuditRecord> {
  const call = finalCall(assumption);
  return {
    grant: assumption.grant,
    roleArn: call.roleArn,
    sessionName: call.sessionName,
    durationSeconds: call.durationSeconds,
    format: assumption.format,
    ...(assumption.account !== undefined && { account: assumption.account }),
    ...(call.sourceIdentity !== undefined && { sourceIdentity: call.sourceIdentity }),
    ...(Object.keys(replacedNames).length > 0 && { replacedNames }),
  };
}

/** What the audit record keeps of a session: the key's id, by which it is found in CloudTrail, and no secret. */
export function describeVended({ session, from, staleReason, sharedRefusal }: VendedSession): Partial<AuditRecord> {
  const notes = [
    staleReason !== undefined && `served stale: ${staleReason}`,
    sharedRefusal !== undefined && `a shared session was refused: ${sharedRefusal}`,
    session.wasShortenedAsChain && "STS counts this service's role as the first of a chain: one hour was asked instead",
    session.packedPolicyPercent !== undefined &&
      session.packedPolicyPercent >= 80 &&
      `policy and tags take ${session.packedPolicyPercent} % of the packed size limit`,
  ].filter((note) => note !== false);
  return {
    outcome: "vended",
    accessKeyId: session.accessKeyId,
    assumedRoleId: session.assumedRoleId,
    durationSeconds: session.durationSeconds,
    expiration: expiration(session.expiresAtMs),
    sessionFrom: from,
    ...(notes.length > 0 && { notes }),
  };
}
