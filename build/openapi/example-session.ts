import type { Session } from "../../shared/model/session.ts";

/** The credentials of AWS's own documentation, which are nobody's. */
export const exampleSession: Session = {
  accessKeyId: "ASIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  sessionToken: "AQoDYXdzEJr...EXAMPLETOKEN",
  expiresAtMs: Date.UTC(2026, 10, 3, 10, 20, 30),
  roleArn: "arn:aws:iam::111122223333:role/report-reader",
  assumedRoleArn: "arn:aws:sts::111122223333:assumed-role/report-reader/report-runner",
  assumedRoleId: "AROACLKWSDQRAOEXAMPLE:report-runner",
  durationSeconds: 3_600,
  packedPolicyPercent: 6,
  wasShortenedAsChain: false,
};
