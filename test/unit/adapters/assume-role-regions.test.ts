import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createAssumeRole } from "../../../shared/adapters/assume-role.ts";
import { createSessionVendor } from "../../../shared/vend/vend-session.ts";
import { stubAwsEnvironment } from "../../support/aws-environment.ts";
import { startEvenTime } from "../../support/even-time.ts";
import {
  answerXml,
  giveError,
  giveSession,
  type StsReply,
  type StsStub,
  startStsStub,
} from "../../support/sts-stub.ts";
import { anAssumption, anInput } from "../vend/assumptions.ts";

const own = { region: undefined, credentials: undefined };
const [first, second] = ["eu-central-1", "eu-west-1"] as const;

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

const regionOf = (authorization: string | undefined) => authorization?.split("/")[2] ?? "";
const askedRegions = () => sts.calls.map(({ headers }) => regionOf(headers.authorization));

/** One server, which is another STS for each region. */
const answerBy = (replies: Readonly<Record<string, StsReply>>) =>
  sts.answer((response, call) => replies[regionOf(call.headers.authorization)]?.(response, call));
const give = giveSession();
const hang: StsReply = () => undefined;
const hangUp: StsReply = (response) => response.destroy();
const late =
  (ms: number, reply: StsReply): StsReply =>
  (response, call) => {
    setTimeout(() => reply(response, call), ms);
  };

const create = (fallbackRegions: readonly string[] = [second]) =>
  createAssumeRole({ region: first, fallbackRegions, now: () => nowMs, random: () => 0.5 });

async function timed<Result>(work: Promise<Result>): Promise<{ result: Result; tookMs: number }> {
  const startedMs = performance.now();
  return { result: await work, tookMs: performance.now() - startedMs };
}

describe("one region down", () => {
  test.each([
    ["cuts every connection", hangUp],
    ["answers 503", giveError(503, "ServiceUnavailable", "down")],
    ["answers nonsense", answerXml(200, "<<<")],
    ["hangs", hang],
  ])("no request fails, and soon it is not asked any more: it %s", async (_what, reply) => {
    answerBy({ [first]: reply, [second]: give });
    const assumeRole = create();
    for (let request = 0; request < 8; request += 1) {
      const { result, tookMs } = await timed(assumeRole(anInput(), own));
      expect(result.accessKeyId).toMatch(/^ASIA/);
      expect(tookMs).toBeLessThanOrEqual(610);
    }
    const calls = askedRegions();
    expect(calls.slice(-2)).toEqual([second, second]);
    expect(calls.filter((region) => region === second)).toHaveLength(8);
  });

  test("it is probed by one call after a while, and asked again once it answers", async () => {
    answerBy({ [first]: hangUp, [second]: give });
    const assumeRole = create();
    for (let request = 0; request < 5; request += 1) await assumeRole(anInput(), own);
    answerBy({ [first]: late(30, give), [second]: give });
    const before = sts.calls.length;
    nowMs += 2_000;
    await Promise.all(Array.from({ length: 10 }, () => assumeRole(anInput(), own)));
    expect(
      askedRegions()
        .slice(before)
        .filter((region) => region === first),
    ).toHaveLength(1);
    await assumeRole(anInput(), own);
    expect(askedRegions().at(-1)).toBe(first);
  });

  test.each([
    ["of another partition", "cn-north-1", ["eu-west-1"]],
    ["of its own", "eu-central-1", ["eu-central-1"]],
    ["of none", "eu-central-1", []],
  ])("a second one %s is not asked", async (_what, region, fallbackRegions) => {
    answerBy({ [region]: hangUp });
    await expect(create(fallbackRegions)(anInput(), { ...own, region })).rejects.toMatchObject({
      code: "UpstreamUnavailable",
    });
    expect(new Set(askedRegions())).toEqual(new Set([region]));
  });

  test("the fallback of each partition is its own", async () => {
    answerBy({ "cn-north-1": hangUp, "cn-northwest-1": give });
    await create([second, "cn-northwest-1"])(anInput(), { ...own, region: "cn-north-1" });
    expect(askedRegions().at(-1)).toBe("cn-northwest-1");
  });

  test("both down: a fault with the time of the next try, and within the budget", async () => {
    answerBy({ [first]: hang, [second]: hang });
    const assumeRole = create();
    for (let request = 0; request < 3; request += 1) {
      const { result, tookMs } = await timed(assumeRole(anInput(), own).catch((error: unknown) => error));
      expect(result).toMatchObject({ code: "UpstreamUnavailable", retryAfterSeconds: 2 });
      expect(tookMs).toBeLessThanOrEqual(610);
    }
    const before = sts.calls.length;
    const { result, tookMs } = await timed(assumeRole(anInput(), own).catch((error: unknown) => error));
    expect(result).toMatchObject({ code: "UpstreamUnavailable", retryAfterSeconds: 2 });
    expect(tookMs).toBeLessThan(20);
    expect(sts.calls).toHaveLength(before);
  });
});

describe("what the first region says of the role", () => {
  test.each([
    ["a refusal", giveError(403, "AccessDenied", "no"), "RoleRefused"],
    ["a throttle", giveError(400, "Throttling", "Rate exceeded"), "Throttled"],
    ["a fault of the map", giveError(400, "ValidationError", "1 validation error"), "Internal"],
  ])("counts, and the second is not asked: %s", async (_what, reply, code) => {
    answerBy({ [first]: reply, [second]: give });
    await expect(create()(anInput(), own)).rejects.toMatchObject({ code });
    expect(askedRegions()).toEqual([first]);
  });

  test.each([
    ["refuses the role, as one that a service control policy bars", giveError(403, "AccessDenied", "explicit deny")],
    ["is not activated", giveError(403, "RegionDisabledException", "no")],
    ["throttles", giveError(400, "Throttling", "Rate exceeded")],
    ["is down as well", giveError(503, "ServiceUnavailable", "down")],
  ])("is an outage where it is down, though the second %s", async (_what, reply) => {
    answerBy({ [first]: hangUp, [second]: reply });
    await expect(create()(anInput(), own)).rejects.toMatchObject({
      code: "UpstreamUnavailable",
      retryAfterSeconds: 2,
      reason: expect.stringMatching(/ECONNRESET; and in eu-west-1: \w+: \w+: AssumeRole arn:/),
    });
  });

  test("does not end a session that is kept, though the second refuses the role", async () => {
    const assumeRole = create();
    const vend = createSessionVendor({ assumeRole, resolveExternalId: async () => "unused", now: () => nowMs });
    nowMs = Date.now();
    answerBy({ [first]: give });
    const { session } = await vend(anAssumption());
    nowMs += 25 * 60_000;
    answerBy({ [first]: hangUp, [second]: giveError(403, "AccessDenied", "explicit deny") });
    expect(await vend(anAssumption())).toMatchObject({ session, from: "cache" });
    nowMs += 6_000;
    expect(await vend(anAssumption())).toMatchObject({ session, from: "cache" });
    expect(askedRegions().at(-1)).toBe(second);
  });
});

describe("a slow call", () => {
  test("is waited for where there is no second region, and not made again", async () => {
    const assumeRole = create([]);
    answerBy({ [first]: late(350, give) });
    const { result, tookMs } = await timed(assumeRole(anInput(), own));
    expect(result.accessKeyId).toMatch(/^ASIA/);
    expect(tookMs).toBeLessThan(400);
    expect(askedRegions()).toEqual([first]);
  });

  test("is waited for though the second region is asked as well, and was no outage", async () => {
    const assumeRole = create();
    answerBy({ [first]: late(350, give), [second]: hang });
    for (let request = 0; request < 4; request += 1) {
      const { result, tookMs } = await timed(assumeRole(anInput(), own));
      expect(result.accessKeyId).toMatch(/^ASIA/);
      expect(tookMs).toBeLessThan(400);
    }
    expect(askedRegions().filter((region) => region === first)).toHaveLength(4);
  });

  test("is not made in a second region with hardly any time left", async () => {
    const assumeRole = create();
    answerBy({ [first]: hang, [second]: hang });
    // This has the one saved call made early.
    await expect(assumeRole(anInput(), own)).rejects.toThrow();
    const before = sts.calls.length;
    await expect(assumeRole(anInput(), { ...own, budgetMs: 299 })).rejects.toMatchObject({
      code: "UpstreamUnavailable",
    });
    expect(askedRegions().slice(before)).toEqual([first]);
  });

  test("leaves a second region half of what a caller with a session waits, and the time that it takes", async () => {
    const assumeRole = create();
    answerBy({ [first]: hang, [second]: late(180, give) });
    // The first has the one saved call made early.
    await assumeRole(anInput(), own);
    const { result, tookMs } = await timed(assumeRole(anInput(), own));
    expect(result.accessKeyId).toMatch(/^ASIA/);
    expect(tookMs).toBeGreaterThanOrEqual(400);
    expect(tookMs).toBeLessThan(450);
  });

  test("is made once more in the second region, whose answer counts if it is sooner", async () => {
    answerBy({ [first]: late(210, give), [second]: give });
    const { tookMs } = await timed(create()(anInput(), own));
    expect(askedRegions()).toEqual([first, second]);
    expect(tookMs).toBeLessThan(205);
  });

  test("is made once more for a few calls only", async () => {
    answerBy({ [first]: late(200, give), [second]: give });
    const assumeRole = create();
    for (let request = 0; request < 3; request += 1) await assumeRole(anInput(), own);
    expect(askedRegions()).toEqual([first, second, first, first]);
  });

  test("is saved for later where the second region's circuit is open", async () => {
    const assumeRole = create();
    answerBy({ [first]: hangUp, [second]: give });
    for (let request = 0; request < 3; request += 1) await assumeRole(anInput(), own);
    nowMs += 1_000;
    answerBy({ [first]: hangUp, [second]: hangUp });
    for (let request = 0; request < 3; request += 1) await expect(assumeRole(anInput(), own)).rejects.toThrow();
    nowMs += 1_000;
    answerBy({ [first]: late(180, give), [second]: give });
    await assumeRole(anInput(), own);
    expect(askedRegions().at(-1)).toBe(first);
    nowMs += 1_000;
    await assumeRole(anInput(), own);
    expect(askedRegions().slice(-2)).toEqual([first, second]);
  });

  test("is not spoiled by a second region that refuses", async () => {
    answerBy({ [first]: late(190, give), [second]: giveError(403, "AccessDenied", "an SCP allows one region only") });
    expect((await create()(anInput(), own)).accessKeyId).toMatch(/^ASIA/);
    expect(askedRegions()).toEqual([first, second]);
  });
});
