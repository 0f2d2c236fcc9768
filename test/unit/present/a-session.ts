import type { Session } from "../../../shared/model/session.ts";

/** A session as STS gives one; expires at 2026-11-03T10:20:30.999Z. */
export function aSession(changes: Partial<Session> = {}): Session {
  return {
    accessKeyId: "ASIAIOSFODNN7EXAMPLE",
    secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    sessionToken: "IQoJb3JpZ2luX2VjEXAMPLE//token==",
    expiresAtMs: Date.UTC(2026, 10, 3, 10, 20, 30, 999),
    roleArn: "arn:aws:iam::111122223333:role/report-reader",
    assumedRoleArn: "arn:aws:sts::111122223333:assumed-role/report-reader/report-runner",
    assumedRoleId: "AROAEXAMPLE:report-runner",
    durationSeconds: 3_600,
    packedPolicyPercent: 12,
    wasShortenedAsChain: false,
    ...changes,
  };
}
