import type { ResolvedAssumption, ResolvedInput } from "../../../shared/model/assumption.ts";
import type { Session } from "../../../shared/model/session.ts";

export function anInput(changes: Partial<ResolvedInput> = {}): ResolvedInput {
  return {
    roleArn: "arn:aws:iam::111122223333:role/report-reader",
    sessionName: "report-runner",
    durationSeconds: 3_600,
    externalId: "reporting-4711",
    policy: undefined,
    policyArns: [],
    tags: [],
    transitiveTagKeys: [],
    sourceIdentity: undefined,
    ...changes,
  };
}

export function anAssumption(changes: Partial<ResolvedAssumption> = {}): ResolvedAssumption {
  return {
    grant: "nightly-report",
    account: "reporting",
    hops: [anInput()],
    region: undefined,
    isDurationAsked: false,
    format: "container",
    answersAccountId: false,
    ...changes,
  };
}

export function aSession(changes: Partial<Session> = {}): Session {
  return {
    accessKeyId: "ASIAEXAMPLE",
    secretAccessKey: "secret",
    sessionToken: "token",
    expiresAtMs: Date.parse("2026-11-03T11:20:30Z"),
    roleArn: "arn:aws:iam::111122223333:role/report-reader",
    assumedRoleArn: "arn:aws:sts::111122223333:assumed-role/report-reader/report-runner",
    assumedRoleId: "AROAEXAMPLE:report-runner",
    durationSeconds: 3_600,
    packedPolicyPercent: undefined,
    wasShortenedAsChain: false,
    ...changes,
  };
}
