import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type AssumeRoleOptions, createAssumeRole } from "../../../shared/adapters/assume-role.ts";
import { stubAwsEnvironment } from "../../support/aws-environment.ts";
import { startEvenTime } from "../../support/even-time.ts";
import { giveError, giveSession, type StsReply, type StsStub, startStsStub } from "../../support/sts-stub.ts";
import { anInput, aSession } from "../vend/assumptions.ts";

const own = { region: undefined, credentials: undefined };
const isDown = { code: "UpstreamUnavailable" };
const give = giveSession();
const hang: StsReply = () => undefined;
const hangUp: StsReply = (response) => response.destroy();

let sts: StsStub;
let nowMs: number;
let endEvenTime: () => void;
beforeEach(async () => {
  endEvenTime = startEvenTime();
  sts = await startStsStub();
  stubAwsEnvironment(sts.url);
  nowMs = 1_000_000;
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await sts.close();
  endEvenTime();
});

const create = (options: Pick<AssumeRoleOptions, "onThrottled"> = {}) =>
  createAssumeRole({ region: "eu-central-1", now: () => nowMs, random: () => 0.5, ...options });

describe("circuits", () => {
  test("of an account that refuses its role stay closed", async () => {
    const assumeRole = create();
    sts.answer(giveError(403, "AccessDenied", "no"));
    for (let request = 0; request < 10; request += 1) {
      await expect(assumeRole(anInput(), own)).rejects.toMatchObject({ code: "RoleRefused" });
    }
    expect(sts.calls).toHaveLength(10);
  });

  test("of one account open without the others'", async () => {
    const assumeRole = create();
    const [bad, good] = ["111122223333", "444455556666"].map((id) => anInput({ roleArn: `arn:aws:iam::${id}:role/r` }));
    sts.answer((response, call) => (call.parameters.get("RoleArn")?.includes("1111") ? hangUp : give)(response, call));
    for (let request = 0; request < 3; request += 1) {
      await expect(assumeRole(bad ?? anInput(), own)).rejects.toMatchObject({ code: "UpstreamUnavailable" });
      await assumeRole(good ?? anInput(), own);
    }
    const before = sts.calls.length;
    await expect(assumeRole(bad ?? anInput(), own)).rejects.toMatchObject({ code: "UpstreamUnavailable" });
    expect(sts.calls).toHaveLength(before);
    await assumeRole(good ?? anInput(), own);
    expect(sts.calls).toHaveLength(before + 1);
  });

  /** An answer for the roles of these accounts, and a session for all others. */
  const answerFor = (accounts: readonly string[], reply: StsReply) =>
    sts.answer((response, call) => {
      const account = call.parameters.get("RoleArn")?.split(":")[4] ?? "";
      (accounts.includes(account) ? reply : give)(response, call);
    });
  const down = ["111122223333", "222233334444", "333344445555"];
  const inAccount = (id: string) => anInput({ roleArn: `arn:aws:iam::${id}:role/r` });

  test("of a region stay closed where two accounts are down, however long", async () => {
    const assumeRole = create();
    answerFor(down, hangUp);
    for (let request = 0; request < 40; request += 1) {
      for (const id of down.slice(0, 2)) await expect(assumeRole(inAccount(id), own)).rejects.toMatchObject(isDown);
      nowMs += 500;
    }
    expect((await assumeRole(inAccount("444455556666"), own)).accessKeyId).toMatch(/^ASIA/);
  });

  test("of a region open where three accounts are down, and close by the first answer", async () => {
    const assumeRole = create();
    answerFor(down, hangUp);
    for (const id of down) await expect(assumeRole(inAccount(id), own)).rejects.toMatchObject(isDown);
    await expect(assumeRole(inAccount("444455556666"), own)).rejects.toMatchObject(isDown);
    nowMs += 2_000;
    for (const id of ["444455556666", "555566667777"])
      expect((await assumeRole(inAccount(id), own)).accessKeyId).toMatch(/^ASIA/);
  });

  test("of a region stay closed by probes of accounts that are known to be down", async () => {
    const assumeRole = create();
    answerFor(down, hangUp);
    for (const id of [...down, ...down, ...down]) {
      await expect(assumeRole(inAccount(id), own)).rejects.toMatchObject(isDown);
      await assumeRole(inAccount("444455556666"), own);
    }
    const before = sts.calls.length;
    nowMs += 2_000;
    for (const id of down) await expect(assumeRole(inAccount(id), own)).rejects.toMatchObject(isDown);
    expect(sts.calls.length - before).toBe(2 * down.length);
    expect((await assumeRole(inAccount("444455556666"), own)).accessKeyId).toMatch(/^ASIA/);
  });

  test("do not open by calls that had hardly any time", async () => {
    const assumeRole = create();
    sts.answer(hang);
    for (let request = 0; request < 6; request += 1) {
      await expect(assumeRole(anInput(), { ...own, budgetMs: 10 })).rejects.toMatchObject({
        code: "UpstreamUnavailable",
      });
    }
    sts.answer(give);
    expect((await assumeRole(anInput(), own)).accessKeyId).toMatch(/^ASIA/);
  });
});

test("a rate that is throttled is lowered: callers are told when to come again, and STS is not asked", async () => {
  const assumeRole = create();
  sts.answer(giveError(400, "Throttling", "Rate exceeded"));
  for (let request = 0; request < 5; request += 1) {
    await expect(assumeRole(anInput(), own)).rejects.toMatchObject({ code: "Throttled", retryAfterSeconds: 2 });
  }
  expect(sts.calls).toHaveLength(2);
  sts.answer(give);
  nowMs += 2_000;
  expect((await assumeRole(anInput(), own)).accessKeyId).toMatch(/^ASIA/);
});

test("each throttle of STS is told, and neither another refusal nor a call that was held back", async () => {
  const told: unknown[] = [];
  const assumeRole = create({ onThrottled: (throttle) => void told.push(throttle) });
  sts.answer(giveError(403, "AccessDenied", "no"));
  await expect(assumeRole(anInput(), own)).rejects.toMatchObject({ code: "RoleRefused" });
  expect(told).toEqual([]);
  sts.answer(giveError(400, "Throttling", "Rate exceeded"));
  for (let request = 0; request < 5; request += 1) {
    await expect(assumeRole(anInput(), own)).rejects.toMatchObject({ code: "Throttled" });
  }
  const ofHub = { region: "eu-west-1", credentials: aSession({ accessKeyId: "ASIAHUB" }) };
  await expect(assumeRole(anInput(), ofHub)).rejects.toMatchObject({ code: "Throttled" });
  const { roleArn } = anInput();
  const signerAccount = aSession().assumedRoleArn.split(":")[4];
  const ownThrottle = { region: "eu-central-1", roleArn, signerAccount: "own" };
  expect(told).toEqual([ownThrottle, ownThrottle, { region: "eu-west-1", roleArn, signerAccount }]);
});

test("a rate is that of the account that signs: a hub that is throttled slows nobody else", async () => {
  const assumeRole = create();
  sts.answer((response, call) =>
    (call.signedBy === "ASIAHUB" ? giveError(400, "Throttling", "Rate exceeded") : give)(response, call),
  );
  const ofHub = { ...own, credentials: aSession({ accessKeyId: "ASIAHUB" }) };
  for (let request = 0; request < 4; request += 1) {
    await expect(assumeRole(anInput(), ofHub)).rejects.toMatchObject({ code: "Throttled" });
    expect((await assumeRole(anInput(), own)).accessKeyId).toMatch(/^ASIA/);
  }
});

test("what an open circuit refuses takes nothing of a rate that was throttled: all are told that STS is down", async () => {
  const assumeRole = create();
  for (let request = 0; request < 20; request += 1) await assumeRole(anInput(), own);
  sts.answer(giveError(400, "Throttling", "Rate exceeded"));
  await expect(assumeRole(anInput(), own)).rejects.toMatchObject({ code: "Throttled" });
  sts.answer(hangUp);
  for (let request = 0; request < 40; request += 1) {
    nowMs += request < 3 ? 150 : 10;
    await expect(assumeRole(anInput(), own)).rejects.toMatchObject(isDown);
  }
});
