import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createAssumeRole } from "../../../shared/adapters/assume-role.ts";
import type { StsLimits } from "../../../shared/adapters/sts-client.ts";
import { stubAwsEnvironment } from "../../support/aws-environment.ts";
import { giveError, giveSession, type StsStub, startStsStub } from "../../support/sts-stub.ts";
import { anInput } from "../vend/assumptions.ts";

const limits: StsLimits = { connectionTimeoutMs: 200, attemptTimeoutMs: 200, totalTimeoutMs: 5_000, attempts: 2 };
const own = { region: undefined, credentials: undefined };

let sts: StsStub;
beforeEach(async () => {
  sts = await startStsStub();
  stubAwsEnvironment(sts.url);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await sts.close();
});

const asked = () => sts.calls.map(({ parameters }) => Object.fromEntries(parameters));

describe("what STS is asked", () => {
  test("is no more than the input says", async () => {
    await createAssumeRole({ region: "eu-central-1" })(anInput({ externalId: undefined }), own);
    expect(asked()).toEqual([
      {
        Action: "AssumeRole",
        Version: "2011-06-15",
        RoleArn: "arn:aws:iam::111122223333:role/report-reader",
        RoleSessionName: "report-runner",
        DurationSeconds: "3600",
      },
    ]);
  });

  test("is all that the input says", async () => {
    const input = anInput({
      durationSeconds: 900,
      externalId: "reporting-4711",
      policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}',
      policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::111122223333:policy/Narrow"],
      tags: [
        { key: "team", value: "etl & friends=ä" },
        { key: "stage", value: "" },
      ],
      transitiveTagKeys: ["team"],
      sourceIdentity: "report-runner",
    });
    await createAssumeRole({ region: "eu-central-1" })(input, own);
    expect(asked()).toEqual([
      {
        Action: "AssumeRole",
        Version: "2011-06-15",
        RoleArn: input.roleArn,
        RoleSessionName: "report-runner",
        DurationSeconds: "900",
        ExternalId: "reporting-4711",
        SourceIdentity: "report-runner",
        Policy: input.policy,
        "PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/ReadOnlyAccess",
        "PolicyArns.member.2.arn": "arn:aws:iam::111122223333:policy/Narrow",
        "Tags.member.1.Key": "team",
        "Tags.member.1.Value": "etl & friends=ä",
        "Tags.member.2.Key": "stage",
        "Tags.member.2.Value": "",
        "TransitiveTagKeys.member.1": "team",
      },
    ]);
  });

  test("is signed for the service's region, or the one that the account names", async () => {
    const assumeRole = createAssumeRole({ region: "eu-central-1" });
    await assumeRole(anInput(), own);
    await assumeRole(anInput(), { region: "us-east-1", credentials: undefined });
    const scopes = sts.calls.map(({ headers }) => headers.authorization?.split("/").slice(2, 4).join(" "));
    expect(scopes).toEqual(["eu-central-1 sts", "us-east-1 sts"]);
  });

  test("is signed with the service's own credentials, or the session of the hop before", async () => {
    const assumeRole = createAssumeRole({ region: "eu-central-1" });
    const hub = await assumeRole(anInput(), own);
    await assumeRole(anInput(), { region: undefined, credentials: hub });
    await assumeRole(anInput(), own);
    expect(sts.calls.map(({ signedBy }) => signedBy)).toEqual(["AKIASERVICE", hub.accessKeyId, "AKIASERVICE"]);
    expect(sts.calls[1]?.headers["x-amz-security-token"]).toBe(hub.sessionToken);
  });

  test("goes over one connection, whoever signs", async () => {
    const assumeRole = createAssumeRole({ region: "eu-central-1" });
    const hub = await assumeRole(anInput(), own);
    await assumeRole(anInput(), { region: undefined, credentials: hub });
    await assumeRole(anInput(), { region: "us-east-1", credentials: undefined });
    expect(sts.calls.map((call) => call.isOnKnownConnection)).toEqual([false, true, true]);
  });
});

describe("the session", () => {
  test("is what STS gave", async () => {
    sts.answer(giveSession({ packedPercent: 42 }));
    const beforeMs = Date.now();
    const session = await createAssumeRole({ region: "eu-central-1" })(anInput(), own);
    expect(session).toEqual({
      accessKeyId: expect.stringMatching(/^ASIAEXAMPLE\d+$/),
      secretAccessKey: expect.stringMatching(/^wJalr/),
      sessionToken: expect.stringMatching(/^IQoJ/),
      expiresAtMs: expect.any(Number),
      roleArn: "arn:aws:iam::111122223333:role/report-reader",
      assumedRoleArn: "arn:aws:sts::111122223333:assumed-role/report-reader/report-runner",
      assumedRoleId: "AROAEXAMPLE:report-runner",
      durationSeconds: 3_600,
      packedPolicyPercent: 42,
      wasShortenedAsChain: false,
    });
    // To the second, as STS tells it.
    expect(session.expiresAtMs).toBeGreaterThan(beforeMs + 3_600_000 - 1_000);
    expect(session.expiresAtMs).toBeLessThanOrEqual(Date.now() + 3_600_000);
    expect(Object.isFrozen(session)).toBe(true);
  });

  test("needs no packed size", async () => {
    const session = await createAssumeRole({ region: "eu-central-1" })(anInput(), own);
    expect(session.packedPolicyPercent).toBeUndefined();
  });
});

describe("the one-hour limit of role chains", () => {
  const chainLimit = giveError(
    400,
    "ValidationError",
    "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
  );
  const tooLong = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
  const durations = () => asked().map((parameters) => Number(parameters["DurationSeconds"]));
  const long = anInput({ durationSeconds: 7_200 });

  test("an hour is asked for where STS says that more is too long, and from then on at once", async () => {
    const assumeRole = createAssumeRole({ region: "eu-central-1", limits });
    sts.answer(chainLimit, giveSession());
    expect(await assumeRole(long, own)).toMatchObject({ durationSeconds: 3_600, wasShortenedAsChain: true });
    expect(await assumeRole(long, own)).toMatchObject({ durationSeconds: 3_600, wasShortenedAsChain: true });
    expect(await assumeRole(anInput({ durationSeconds: 900 }), own)).toMatchObject({ wasShortenedAsChain: false });
    expect(durations()).toEqual([7_200, 3_600, 3_600, 900]);
  });

  test("more than an hour is asked for as long as STS does not object", async () => {
    const assumeRole = createAssumeRole({ region: "eu-central-1", limits });
    expect(await assumeRole(long, own)).toMatchObject({ durationSeconds: 7_200, wasShortenedAsChain: false });
    sts.answer(giveError(400, "ValidationError", tooLong), giveSession());
    await expect(assumeRole(long, own)).rejects.toMatchObject({ code: "DurationOutOfRange" });
    await assumeRole(long, own);
    expect(durations()).toEqual([7_200, 7_200, 7_200]);
  });

  test("a failure of the shorter call has its own code", async () => {
    sts.answer(chainLimit, giveError(403, "AccessDenied", "no"), giveSession());
    const assumeRole = createAssumeRole({ region: "eu-central-1", limits });
    await expect(assumeRole(long, own)).rejects.toMatchObject({ code: "RoleRefused" });
    // It has not shown that a shorter one is what STS wants.
    await assumeRole(long, own);
    expect(durations()).toEqual([7_200, 3_600, 7_200]);
  });

  test("a call with a session is a chain's: never more than an hour, and the service's own calls are none for it", async () => {
    const assumeRole = createAssumeRole({ region: "eu-central-1", limits });
    const hub = await assumeRole(anInput(), own);
    await assumeRole(long, { region: undefined, credentials: hub });
    sts.answer(chainLimit, giveSession());
    await expect(assumeRole(long, { region: undefined, credentials: hub })).rejects.toMatchObject({ code: "Internal" });
    await assumeRole(long, own);
    expect(durations()).toEqual([3_600, 3_600, 3_600, 7_200]);
  });
});

test("an external ID is taken out of what STS says", async () => {
  sts.answer(giveError(400, "ValidationError", "1 validation error: Value 'resolved-7Qx2' at 'externalId' failed"));
  const failure = createAssumeRole({ region: "eu-central-1" })(anInput({ externalId: "resolved-7Qx2" }), own);
  await expect(failure).rejects.toMatchObject({ reason: expect.not.stringContaining("resolved-7Qx2") });
});
