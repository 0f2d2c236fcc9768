import { GetCallerIdentityCommand, GetSessionTokenCommand } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keepSessions } from "../../../local/sts-emulator/sessions.ts";
import type { StsEmulator } from "../../../local/sts-emulator/start-sts-emulator.ts";
import {
  assume,
  away,
  awayRole,
  clientOf,
  failureOf,
  home,
  keysOf,
  operator,
  outcomeOf,
  serviceKeys,
  sessionOf,
  shortRole,
  startTestEmulator,
  vendingRole,
} from "./sts-emulator-fixture.ts";

let emulator: StsEmulator;
let skewMs = 0;
beforeEach(async () => {
  skewMs = 0;
  emulator = await startTestEmulator(undefined, () => Date.now() + skewMs);
});
afterEach(() => emulator.close());

const identity = (keys: Parameters<typeof clientOf>[1]) =>
  clientOf(emulator, keys).send(new GetCallerIdentityCommand({}));

describe("a session", () => {
  it("has the shape of AWS's", async () => {
    const before = Math.floor(Date.now() / 1000);
    const { Credentials, AssumedRoleUser, SourceIdentity } = await assume(emulator, operator, {
      DurationSeconds: 900,
      SourceIdentity: "anna",
    });
    expect(Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(Credentials?.SecretAccessKey).toMatch(/^[A-Za-z0-9+/]{40}$/);
    expect(Credentials?.SessionToken).toMatch(/^[A-Za-z0-9+/=]{340,}$/);
    const after = Math.ceil(Date.now() / 1000);
    expect(Number(Credentials?.Expiration) / 1000).toBeGreaterThanOrEqual(before + 900);
    expect(Number(Credentials?.Expiration) / 1000).toBeLessThanOrEqual(after + 900);
    expect(AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${home}:assumed-role/open/session`);
    expect(AssumedRoleUser?.AssumedRoleId).toMatch(/^AROA[A-Z2-7]{17}:session$/);
    expect(SourceIdentity).toBe("anna");
  });

  it("lasts an hour where the call does not say", async () => {
    const { Credentials } = await assume(emulator, operator);
    expect(Math.round((Number(Credentials?.Expiration) - Date.now()) / 60_000)).toBe(60);
  });

  it("is another one each time", async () => {
    const sessions = await Promise.all(Array.from({ length: 20 }, () => sessionOf(emulator, operator)));
    expect(new Set(sessions.map(({ accessKeyId }) => accessKeyId)).size).toBe(20);
    expect(new Set(sessions.map(({ sessionToken }) => sessionToken)).size).toBe(20);
  });

  it("is known until it expires, and known as expired after that", async () => {
    const session = await sessionOf(emulator, operator, { DurationSeconds: 900 });
    skewMs = 898_000;
    const client = () => clientOf(emulator, session);
    const signedThen = () => {
      const skewed = client();
      skewed.config.systemClockOffset = skewMs;
      return skewed.send(new GetCallerIdentityCommand({}));
    };
    expect(await outcomeOf(signedThen())).toBe("ok");
    skewMs = 901_000;
    expect(await outcomeOf(signedThen())).toBe("ExpiredToken 403");
  });

  it("stays while it is used, however many come after it", () => {
    const sessions = keepSessions(2);
    const caller = { kind: "user" } as never;
    const own = sessions.issue(caller, 1999);
    for (let nth = 0; nth < 5; nth += 1) {
      sessions.issue(caller, 1999);
      expect(sessions.find(own.accessKeyId)?.credentials).toBe(own);
    }
  });

  it("is forgotten when too many came after it", () => {
    const sessions = keepSessions(2);
    const caller = { kind: "user" } as never;
    const [first, ...rest] = [1, 2, 3].map(() => sessions.issue(caller, 1999));
    expect(sessions.find(first?.accessKeyId ?? "")).toBeUndefined();
    expect(rest.map(({ accessKeyId }) => sessions.find(accessKeyId)?.credentials.expiresAtMs)).toEqual([1000, 1000]);
  });
});

describe("GetCallerIdentity", () => {
  it("answers with a user, path and all", async () => {
    const { Arn, Account, UserId } = await identity(operator);
    expect([Arn, Account]).toEqual([`arn:aws:iam::${home}:user/ops/operator`, home]);
    expect(UserId).toMatch(/^AIDA[A-Z2-7]{17}$/);
  });

  it("answers with a session, whatever its policy denies", async () => {
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Deny", Action: "*", Resource: "*" } });
    const given = await assume(emulator, operator, { Policy });
    const { Arn, Account, UserId } = await identity(keysOf(given.Credentials));
    expect([Arn, Account]).toEqual([`arn:aws:sts::${home}:assumed-role/open/session`, home]);
    expect(UserId).toBe(given.AssumedRoleUser?.AssumedRoleId);
  });

  it("answers with the role that a service runs as", async () => {
    expect((await identity(serviceKeys(emulator))).Arn).toBe(`arn:aws:sts::${home}:assumed-role/vending/function`);
    expect(() => emulator.issueRoleSession(`${vendingRole}x`, "function")).toThrow("is not in the accounts file");
  });
});

describe("how long", () => {
  it.each([
    [
      "a role's maximum",
      shortRole,
      3600,
      3601,
      "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    ],
    [
      "API's maximum before that",
      shortRole,
      3600,
      43_201,
      "1 validation error detected: Value '43201' at 'durationSeconds'",
    ],
  ])("the %s", async (_name, RoleArn, inside, outside, message) => {
    expect(await outcomeOf(assume(emulator, operator, { RoleArn, DurationSeconds: inside }))).toBe("ok");
    const failure = await failureOf(assume(emulator, operator, { RoleArn, DurationSeconds: outside }));
    expect(failure.outcome).toBe("ValidationError 400");
    expect(failure.message).toContain(message);
  });

  it("an hour where a session assumes the next role", async () => {
    const service = serviceKeys(emulator);
    expect(await outcomeOf(assume(emulator, service, { DurationSeconds: 3600 }))).toBe("ok");
    expect(await failureOf(assume(emulator, service, { DurationSeconds: 3601 }))).toEqual({
      outcome: "ValidationError 400",
      message: "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    });
  });

  it("the role's maximum is looked at before the chain's hour", async () => {
    const { message } = await failureOf(
      assume(emulator, serviceKeys(emulator), { RoleArn: shortRole, DurationSeconds: 3601 }),
    );
    expect(message).toContain("MaxSessionDuration");
  });

  it("who is not trusted learns nothing of durations", async () => {
    const far = { RoleArn: awayRole, DurationSeconds: 43_200 };
    expect(await outcomeOf(assume(emulator, serviceKeys(emulator), far))).toBe("AccessDenied 403");
  });
});

describe("GetSessionToken", () => {
  const token = (keys: Parameters<typeof clientOf>[1], input = {}) =>
    clientOf(emulator, keys).send(new GetSessionTokenCommand(input));

  it("gives a user temporary credentials of its own, no chain", async () => {
    const session = keysOf((await token(operator)).Credentials);
    expect((await identity(session)).Arn).toBe(`arn:aws:iam::${home}:user/ops/operator`);
    expect(await outcomeOf(assume(emulator, session, { DurationSeconds: 43_200 }))).toBe("ok");
    expect(await outcomeOf(token(session))).toBe("AccessDenied 403");
  });

  it("takes 900 to 129600 seconds, and half a day without", async () => {
    const outcomes = [899, 900, 129_600, 129_601].map((DurationSeconds) =>
      outcomeOf(token(operator, { DurationSeconds })),
    );
    expect(await Promise.all(outcomes)).toEqual(["ValidationError 400", "ok", "ok", "ValidationError 400"]);
    const { Credentials } = await token(operator);
    expect(Math.round((Number(Credentials?.Expiration) - Date.now()) / 3_600_000)).toBe(12);
  });

  it("is not for sessions of roles, nor with MFA, which is not emulated", async () => {
    expect(await failureOf(token(serviceKeys(emulator)))).toEqual({
      outcome: "AccessDenied 403",
      message: "Cannot call GetSessionToken with session credentials",
    });
    expect(await outcomeOf(token(operator, { SerialNumber: "arn:aws:iam::1:mfa/x", TokenCode: "123456" }))).toBe(
      "AccessDenied 403",
    );
  });
});

describe("a region whose STS the role's account has switched off", () => {
  it("says so to who is trusted", async () => {
    const input = { RoleArn: awayRole, ExternalId: "right-id" };
    expect(await outcomeOf(assume(emulator, serviceKeys(emulator), input, "eu-west-1"))).toBe("ok");
    const { outcome, message } = await failureOf(assume(emulator, serviceKeys(emulator), input, "eu-south-1"));
    expect(outcome).toBe("RegionDisabledException 403");
    expect(message).toContain(`account:${away}`);
  });
});
