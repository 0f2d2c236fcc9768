import { describe, expect, test } from "vitest";
import { type Circumstances, judgeAnswer } from "../../soak/judge-answer.ts";
import type { SoakAnswer } from "../../soak/soak-answer.ts";
import type { SoakAsk } from "../../soak/soak-ask.ts";

const nowMs = Date.UTC(2026, 10, 2, 12);
const roleArn = "arn:aws:iam::111122223333:role/soak/hourly";
const granted: SoakAsk = {
  kind: "hourly",
  subject: "caller-7",
  path: "/v1/credentials/hourly",
  token: "token",
  expects: { roleArn, durationSeconds: 3_600, policy: "a" },
  asksTable: false,
};
const refused: SoakAsk = { ...granted, expects: { status: 403, code: "Revoked" } };
const calm: Circumstances = { isTroubled: false, heldUntilMs: undefined };
const troubled: Circumstances = { isTroubled: true, heldUntilMs: undefined };

const expiring = (leftSeconds: number) => `${new Date(nowMs + leftSeconds * 1_000).toISOString().slice(0, 19)}Z`;
const credentials = {
  Code: "Success",
  AccessKeyId: "ASIA1",
  SecretAccessKey: "secret",
  Token: "token",
  Expiration: expiring(2_400),
  RoleArn: roleArn,
};
const problem = (code: string) => ({ code, message: "m", Code: code, Message: "m", requestId: "r" });
const identity = "arn:aws:sts::111122223333:assumed-role/hourly/caller-7";

const answered = (status: number, body: object, changes: Partial<SoakAnswer> = {}): SoakAnswer => ({
  status,
  headers: { "cache-control": "no-store" },
  text: JSON.stringify(body),
  atMs: nowMs,
  tookMs: 5,
  identity,
  ...changes,
});
const busyHeaders = { "cache-control": "no-store", "retry-after": "2" };
const busy = answered(503, problem("UpstreamUnavailable"), { headers: busyHeaders, identity: undefined });

describe("credentials", () => {
  const judge = (changes: object, circumstances = calm, others: Partial<SoakAnswer> = {}) =>
    judgeAnswer(granted, answered(200, { ...credentials, ...changes }, others), circumstances);

  test("of the caller, whole and fresh, are as they must be", () => {
    expect(judge({})).toEqual([]);
  });

  test.each<[what: string, changes: object, flaw: string]>([
    ["without a code", { Code: undefined }, "not whole"],
    ["without a secret", { SecretAccessKey: "" }, "not whole"],
    ["with a time that only some read", { Expiration: "2026-11-02T12:40:00.000Z" }, "not whole"],
    ["of another role", { RoleArn: `${roleArn}s` }, "the role is"],
    ["that end too soon", { Expiration: expiring(1_798) }, "1798 s are left where 1800 s must be"],
    ["that last too long", { Expiration: expiring(3_602) }, "longer than was granted"],
  ])("%s are not", (_what, changes, flaw) => {
    expect(judge(changes)).toEqual([expect.stringContaining(flaw)]);
  });

  test.each([1_799, 3_601])("may have %d s left: an expiration is a whole second", (left) => {
    expect(judge({ Expiration: expiring(left) })).toEqual([]);
  });

  test.each([
    "arn:aws:sts::111122223333:assumed-role/hourly/caller-8",
    "arn:aws:sts::111122223333:assumed-role/hourly/caller-70",
    undefined,
  ])("that STS knows by %s are not the caller's", (other) => {
    expect(judge({}, calm, { identity: other })).toEqual([expect.stringContaining("and not of caller-7")]);
  });

  test("may be older while STS is in trouble, down to two minutes", () => {
    expect(judge({ Expiration: expiring(119) }, troubled)).toEqual([]);
    expect(judge({ Expiration: expiring(118) }, troubled)).toEqual([expect.stringContaining("118 s are left")]);
  });

  test("of half an hour need half their life", () => {
    const short = { ...granted, expects: { roleArn, durationSeconds: 900, policy: "a" } };
    const left = (seconds: number) => answered(200, { ...credentials, Expiration: expiring(seconds) });
    expect(judgeAnswer(short, left(450), calm)).toEqual([]);
    expect(judgeAnswer(short, left(448), calm)).toEqual([expect.stringContaining("448 s are left where 450 s")]);
  });

  test("that may be stored are not", () => {
    expect(judge({}, calm, { headers: {} })).toEqual(["the answer may be stored"]);
  });
});

describe("a failure in place of credentials", () => {
  test("is one unless STS is in trouble", () => {
    expect(judgeAnswer(granted, busy, calm)).toEqual(["503 UpstreamUnavailable in place of credentials"]);
    expect(judgeAnswer(granted, busy, troubled)).toEqual([]);
    const throttled = answered(429, problem("Throttled"), { headers: busyHeaders });
    expect(judgeAnswer(granted, throttled, troubled)).toEqual([]);
  });

  test.each([
    [500, "Internal"],
    [403, "RoleRefused"],
    [401, "InvalidToken"],
    [429, "UpstreamUnavailable"],
  ])("is one with %d %s whatever the trouble", (status, code) => {
    const answer = answered(status, problem(code), { headers: busyHeaders });
    expect(judgeAnswer(granted, answer, troubled)).toEqual([`${status} ${code} in place of credentials`]);
  });

  test("must say when to come again", () => {
    const silent = { ...busy, headers: { "cache-control": "no-store" } };
    expect(judgeAnswer(granted, silent, troubled)).toEqual(["it does not say when to come again"]);
  });

  test("is none for a caller that has a session for two minutes more", () => {
    const held = (leftMs: number) => ({ isTroubled: true, heldUntilMs: nowMs + leftMs });
    expect(judgeAnswer(granted, busy, held(121_000))).toEqual([]);
    expect(judgeAnswer(granted, busy, held(121_001))).toEqual(["a caller with a session was refused"]);
  });
});

test("a request that the table must be asked for first may fail with the table, and that alone", () => {
  const held = { isTroubled: true, heldUntilMs: nowMs + 3_000_000 };
  const spent: SoakAsk = { ...granted, expects: { status: 401, code: "TokenReplayed" }, asksTable: true };
  for (const ask of [{ ...granted, asksTable: true }, spent]) {
    expect(judgeAnswer(ask, busy, held)).toEqual([]);
    expect(judgeAnswer(ask, busy, calm)).toHaveLength(1);
    expect(judgeAnswer(ask, answered(500, problem("Internal")), held)).toHaveLength(1);
  }
  expect(judgeAnswer(spent, answered(200, credentials), held)).toEqual(["200 undefined in place of 401 TokenReplayed"]);
});

describe("a refusal", () => {
  test("must be the one that is due", () => {
    expect(judgeAnswer(refused, answered(403, problem("Revoked")), calm)).toEqual([]);
    expect(judgeAnswer(refused, answered(403, problem("NotGranted")), calm)).toEqual([
      "403 NotGranted in place of 403 Revoked",
    ]);
    expect(judgeAnswer(refused, answered(200, credentials), troubled)).toEqual([
      "200 undefined in place of 403 Revoked",
    ]);
  });

  test.each(["code", "message", "Code", "Message", "requestId"])("must have its %s", (name) => {
    const flaws = judgeAnswer(refused, answered(403, { ...problem("Revoked"), [name]: undefined }), calm);
    expect(flaws).toEqual([name === "code" ? "403 undefined in place of 403 Revoked" : "the error body is not whole"]);
  });
});

test.each(["", "<html>", "null", '"text"'])("the body %j is no answer", (text) => {
  expect(judgeAnswer(granted, answered(200, {}, { text }), calm)).toEqual(["the body is no JSON object"]);
});
