import { describe, expect, test } from "vitest";
import { describeDecision, describeVended } from "../../shared/describe-step.ts";
import type { Session } from "../../shared/model/session.ts";
import { anAssumption, anInput, aSession } from "./vend/assumptions.ts";

describe("a decision", () => {
  test("is what the final call asks for, without its external ID", () => {
    const hub = anInput({ roleArn: "hub", durationSeconds: 900 });
    const call = anInput({ externalId: "secret-external-id", sourceIdentity: "report-runner" });
    const described = describeDecision({
      assumption: anAssumption({ hops: [hub, call] }),
      oneTime: false,
      endsWithToken: false,
      replacedNames: { sessionName: "a:b" },
    });
    expect(described).toEqual({
      grant: "nightly-report",
      account: "reporting",
      roleArn: "arn:aws:iam::111122223333:role/report-reader",
      sessionName: "report-runner",
      sourceIdentity: "report-runner",
      durationSeconds: 3_600,
      format: "container",
      replacedNames: { sessionName: "a:b" },
    });
  });

  test("has no more than there is", () => {
    const described = describeDecision({
      assumption: anAssumption({ account: undefined }),
      oneTime: false,
      endsWithToken: false,
      replacedNames: {},
    });
    expect(Object.keys(described).sort()).toEqual(["durationSeconds", "format", "grant", "roleArn", "sessionName"]);
  });
});

describe("a session", () => {
  const describeSession = (changes: Partial<Session>, staleReason?: string) =>
    describeVended({ session: aSession(changes), from: staleReason === undefined ? "sts" : "stale", staleReason });

  test("is its key's id and its expiry, and no secret", () => {
    expect(describeSession({})).toEqual({
      outcome: "vended",
      accessKeyId: "ASIAEXAMPLE",
      assumedRoleId: "AROAEXAMPLE:report-runner",
      durationSeconds: 3_600,
      expiration: "2026-11-03T11:20:30Z",
      sessionFrom: "sts",
    });
  });

  test.each<[what: string, changes: Partial<Session>, staleReason: string | undefined, notes: string[] | undefined]>([
    ["a stale one", {}, "Fault: down", ["served stale: Fault: down"]],
    [
      "a shortened one",
      { wasShortenedAsChain: true },
      undefined,
      ["STS counts this service's role as the first of a chain: one hour was asked instead"],
    ],
    ["one at 79 % of the packed size", { packedPolicyPercent: 79 }, undefined, undefined],
    [
      "one at 80 % of the packed size",
      { packedPolicyPercent: 80 },
      undefined,
      ["policy and tags take 80 % of the packed size limit"],
    ],
  ])("says what an operator should know of %s", (_what, changes, staleReason, notes) => {
    expect(describeSession(changes, staleReason).notes).toEqual(notes);
  });

  test("says for how long STS was asked, which may be less than was decided", () => {
    expect(describeSession({ durationSeconds: 3_600 }).durationSeconds).toBe(3_600);
    expect(describeSession({ durationSeconds: 7_200 }).durationSeconds).toBe(7_200);
  });

  test("says all of it", () => {
    expect(describeSession({ wasShortenedAsChain: true, packedPolicyPercent: 99 }, "down").notes).toHaveLength(3);
  });
});
