import { afterEach, describe, expect, test, vi } from "vitest";
import type { Assumption, ResolvedInput } from "../../../shared/model/assumption.ts";
import { Fault } from "../../../shared/model/fault.ts";
import type { ExternalIdReference } from "../../../shared/model/policy-document.ts";
import type { AssumeRole } from "../../../shared/model/ports.ts";
import { Refusal } from "../../../shared/model/refusal.ts";
import { createSessionVendor, type VendLimits } from "../../../shared/vend/vend-session.ts";
import { anAssumption, anInput, aSession } from "./assumptions.ts";

const startMs = Date.parse("2026-11-03T10:20:30Z");
const minuteMs = 60_000;

interface StsCall {
  readonly input: ResolvedInput;
  readonly region: string | undefined;
  readonly signedBy: string | undefined;
}

/** A vendor whose clock stands where the test puts it, over an STS that fails when the test says so. */
function createHarness(limits?: Partial<VendLimits>) {
  const calls: StsCall[] = [];
  const budgets: (number | undefined)[] = [];
  const references: ExternalIdReference[] = [];
  const state: {
    nowMs: number;
    failure: unknown;
    /** Of STS's clock, ahead of this one. */
    skewMs: number;
    gate: Promise<unknown>;
    storedExternalId: string;
    storeFailure: unknown;
    storeGate: Promise<unknown>;
  } = {
    nowMs: startMs,
    failure: undefined,
    skewMs: 0,
    gate: Promise.resolve(),
    storedExternalId: "reporting-4711",
    storeFailure: undefined,
    storeGate: Promise.resolve(),
  };
  const assumeRole = async (input: ResolvedInput, { region, credentials, budgetMs }: Parameters<AssumeRole>[1]) => {
    calls.push({ input, region, signedBy: credentials?.accessKeyId });
    budgets.push(budgetMs);
    const accessKeyId = `ASIA${calls.length}`;
    await state.gate;
    if (state.failure !== undefined) {
      throw state.failure;
    }
    const { roleArn, durationSeconds } = input;
    return aSession({
      accessKeyId,
      roleArn,
      durationSeconds,
      expiresAtMs: state.nowMs + state.skewMs + durationSeconds * 1_000,
    });
  };
  const resolveExternalId = async (reference: ExternalIdReference) => {
    references.push(reference);
    await state.storeGate;
    if (state.storeFailure !== undefined) {
      throw state.storeFailure;
    }
    return state.storedExternalId;
  };
  const ports = { assumeRole, resolveExternalId, now: () => state.nowMs };
  const vend = limits === undefined ? createSessionVendor(ports) : createSessionVendor(ports, limits);
  return { vend, calls, budgets, references, state };
}

const outage = new Fault("UpstreamUnavailable", "STS is down");

afterEach(() => void vi.useRealTimers());

describe("from the cache or from STS", () => {
  test("the first comes from STS, the next from the cache", async () => {
    const { vend, calls } = createHarness();
    const first = await vend(anAssumption());
    expect(first).toMatchObject({ from: "sts", staleReason: undefined, session: { accessKeyId: "ASIA1" } });
    expect(await vend(anAssumption())).toEqual({ session: first.session, from: "cache", staleReason: undefined });
    expect(calls).toHaveLength(1);
  });

  test.each([
    ["at 40 minutes left the cache serves", 20 * minuteMs, "cache", 1],
    ["below 40 minutes the next one is minted ahead", 20 * minuteMs + 1, "sts", 2],
    ["below 30 minutes a new session is minted", 30 * minuteMs + 1, "sts", 2],
  ] as const)("%s", async (_title, passedMs, from, calledTimes) => {
    const { vend, calls, state } = createHarness();
    await vend(anAssumption());
    state.nowMs += passedMs;
    expect((await vend(anAssumption())).from).toBe(from);
    expect(calls).toHaveLength(calledTimes);
  });

  test("a chain's freshness is that of its last call", async () => {
    const { vend, state } = createHarness();
    const chain = anAssumption({ hops: [anInput({ durationSeconds: 3_600 }), anInput({ durationSeconds: 900 })] });
    await vend(chain);
    state.nowMs += 300_000;
    expect((await vend(chain)).from).toBe("cache");
    state.nowMs += 1;
    expect((await vend(chain)).from).toBe("sts");
  });

  test("another assumption has another session", async () => {
    const { vend, calls } = createHarness();
    await vend(anAssumption());
    const other = await vend(anAssumption({ hops: [anInput({ sessionName: "another-runner" })] }));
    expect(other).toMatchObject({ from: "sts", session: { accessKeyId: "ASIA2" } });
    expect(calls).toHaveLength(2);
  });

  test("two grants that ask STS the same share a session", async () => {
    const { vend } = createHarness();
    await vend(anAssumption());
    expect((await vend(anAssumption({ grant: "another", format: "php" }))).from).toBe("cache");
  });

  test("no more sessions are kept than the limit says", async () => {
    const { vend } = createHarness({ cachedSessions: 1 });
    const other = anAssumption({ region: "us-east-1" });
    await vend(anAssumption());
    await vend(other);
    expect((await vend(other)).from).toBe("cache");
    expect((await vend(anAssumption())).from).toBe("sts");
  });
});

describe("a chain", () => {
  test("is walked in order, each call signed with the session of the one before", async () => {
    const { vend, calls } = createHarness();
    const [hub, spoke, target] = ["hub", "spoke", "target"].map((roleArn) => anInput({ roleArn }));
    const hops = [hub ?? anInput(), ...[spoke, target].map((hop) => hop ?? anInput())] as const;
    const { session } = await vend(anAssumption({ hops, region: "eu-west-1" }));
    expect(calls).toEqual([
      { input: hub, region: "eu-west-1", signedBy: undefined },
      { input: spoke, region: "eu-west-1", signedBy: "ASIA1" },
      { input: target, region: "eu-west-1", signedBy: "ASIA2" },
    ]);
    expect(session).toMatchObject({ accessKeyId: "ASIA3", roleArn: "target" });
  });

  test("ends at the first call that fails", async () => {
    const { vend, calls, state } = createHarness();
    state.failure = new Refusal("RoleRefused", "the hub is closed");
    await expect(vend(anAssumption({ hops: [anInput(), anInput()] }))).rejects.toBe(state.failure);
    expect(calls).toHaveLength(1);
  });
});

describe("a hundred at the same time", () => {
  const hundred = (vend: ReturnType<typeof createHarness>["vend"]) =>
    Promise.allSettled(Array.from({ length: 100 }, () => vend(anAssumption())));

  test("are one call and one session", async () => {
    const { vend, calls } = createHarness();
    const vended = await hundred(vend);
    expect(calls).toHaveLength(1);
    expect(new Set(vended.map((one) => one.status === "fulfilled" && one.value.session))).toHaveLength(1);
  });

  test("fail together where the call fails, and the next one calls again", async () => {
    const { vend, calls, state } = createHarness();
    state.failure = outage;
    const reasons = (await hundred(vend)).map((one) => one.status === "rejected" && one.reason);
    expect(new Set(reasons)).toEqual(new Set([outage]));
    expect(calls).toHaveLength(1);
    state.failure = undefined;
    expect((await vend(anAssumption())).from).toBe("sts");
    expect(calls).toHaveLength(2);
  });

  test("with different assumptions do not wait for one another", async () => {
    const { vend, calls } = createHarness();
    const vended = await Promise.all(["one", "two"].map((name) => vend(anAssumption({ region: name }))));
    expect(vended.map(({ session }) => session.accessKeyId)).toEqual(["ASIA1", "ASIA2"]);
    expect(calls).toHaveLength(2);
  });

  test("leave no gap in which one more would call: whoever comes as the call ends gets its session", async () => {
    const { vend, calls, state } = createHarness();
    const gate = Promise.withResolvers<void>();
    state.gate = gate.promise;
    const first = vend(anAssumption());
    gate.resolve();
    for (let turn = 0; turn < 20; turn += 1) {
      await Promise.resolve();
      void vend(anAssumption());
    }
    await first;
    expect(calls).toHaveLength(1);
  });
});

describe("where minting fails", () => {
  const minted = async (failure: unknown, passedMs: number) => {
    const harness = createHarness();
    await harness.vend(anAssumption());
    harness.state.nowMs += passedMs;
    harness.state.failure = failure;
    return harness;
  };

  test.each([
    ["STS is down", outage],
    ["STS answers nonsense", new Fault("UpstreamInvalid", "nonsense")],
    ["STS throttles", new Refusal("Throttled", "too many")],
  ])("a session with two minutes left is served all the same: %s", async (_title, failure) => {
    const { vend, calls } = await minted(failure, 58 * minuteMs);
    const vended = await vend(anAssumption());
    expect(vended).toMatchObject({ from: "stale", session: { accessKeyId: "ASIA1" } });
    expect(vended.staleReason).toContain(failure.message);
    expect(calls).toHaveLength(2);
  });

  test("a session with less than two minutes left is not", async () => {
    const { vend } = await minted(outage, 58 * minuteMs + 1);
    await expect(vend(anAssumption())).rejects.toBe(outage);
  });

  test.each([
    ["RoleRefused", new Refusal("RoleRefused", "the trust policy says no")],
    ["NotGranted", new Refusal("NotGranted", "the policy is too large")],
    ["what nobody foresaw", new TypeError("a bug")],
  ])("a session is not served: %s", async (_code, failure) => {
    const { vend } = await minted(failure, 31 * minuteMs);
    await expect(vend(anAssumption())).rejects.toBe(failure);
  });

  test("a session that a refusal put an end to does not come back with an outage", async () => {
    const refused = new Refusal("RoleRefused", "the trust policy says no");
    const { vend, state } = await minted(refused, 31 * minuteMs);
    await expect(vend(anAssumption())).rejects.toBe(refused);
    state.nowMs += 5_000;
    state.failure = outage;
    await expect(vend(anAssumption())).rejects.toBe(outage);
  });

  test("a stale session is not asked for again for some seconds, then anew, and replaced once STS answers", async () => {
    const { vend, calls, state } = await minted(outage, 31 * minuteMs);
    for (let turn = 0; turn < 10; turn += 1) {
      expect(await vend(anAssumption())).toMatchObject({ from: "stale", staleReason: String(outage) });
    }
    expect(calls).toHaveLength(2);
    state.nowMs += 6_250;
    expect((await vend(anAssumption())).from).toBe("stale");
    expect(calls).toHaveLength(3);
    state.failure = undefined;
    state.nowMs += 6_250;
    expect(await vend(anAssumption())).toMatchObject({ from: "sts", session: { accessKeyId: "ASIA4" } });
  });

  test("an outage is never remembered for who has no session to go on with", async () => {
    const { vend, calls } = await minted(outage, 59 * minuteMs);
    await expect(vend(anAssumption())).rejects.toBe(outage);
    await expect(vend(anAssumption())).rejects.toBe(outage);
    expect(calls).toHaveLength(3);
  });

  test("nothing is served to an assumption that has no session", async () => {
    const { vend } = await minted(outage, 31 * minuteMs);
    await expect(vend(anAssumption({ region: "us-east-1" }))).rejects.toBe(outage);
  });
});

describe("ahead of need", () => {
  const aging = async (limits?: Partial<VendLimits>) => {
    const harness = createHarness(limits);
    await harness.vend(anAssumption());
    harness.state.nowMs += 25 * minuteMs;
    return harness;
  };

  test("one request mints and waits, and others are answered from the cache meanwhile", async () => {
    const { vend, calls, state } = await aging();
    const gate = Promise.withResolvers<void>();
    state.gate = gate.promise;
    const first = vend(anAssumption());
    const others = await Promise.all(Array.from({ length: 20 }, () => vend(anAssumption())));
    expect(new Set(others.map(({ from, session }) => `${from} ${session.accessKeyId}`))).toEqual(
      new Set(["cache ASIA1"]),
    );
    gate.resolve();
    expect(await first).toMatchObject({ from: "sts", session: { accessKeyId: "ASIA2" } });
    expect(calls).toHaveLength(2);
    expect(await vend(anAssumption())).toMatchObject({ from: "cache", session: { accessKeyId: "ASIA2" } });
  });

  test("an outage is nobody's concern, and is tried again seconds later", async () => {
    const { vend, calls, state } = await aging();
    state.failure = outage;
    for (let turn = 0; turn < 3; turn += 1) {
      expect(await vend(anAssumption())).toMatchObject({ from: "cache", staleReason: undefined });
    }
    expect(calls).toHaveLength(2);
    state.failure = undefined;
    state.nowMs += 6_250;
    expect((await vend(anAssumption())).from).toBe("sts");
  });

  test("a role that is refused ends the session that is still good", async () => {
    const { vend, state } = await aging();
    state.failure = new Refusal("RoleRefused", "the trust policy says no");
    await expect(vend(anAssumption())).rejects.toBe(state.failure);
    await expect(vend(anAssumption())).rejects.toBe(state.failure);
  });

  test.each([
    ["aging", 25 * minuteMs, { from: "cache", staleReason: undefined }],
    ["stale", 35 * minuteMs, { from: "stale", staleReason: "Fault: UpstreamUnavailable: STS takes longer than 30 ms" }],
  ])("an STS that hangs is not waited for longer than said: %s", async (_freshness, passedMs, expected) => {
    const { vend, calls, state } = createHarness({ waitMs: 30 });
    await vend(anAssumption());
    state.nowMs += passedMs;
    const gate = Promise.withResolvers<void>();
    state.gate = gate.promise;
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const answered = vi.fn();
    const waiting = vend(anAssumption()).finally(answered);
    await vi.advanceTimersByTimeAsync(29);
    expect(answered).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(await waiting).toMatchObject({ ...expected, session: { accessKeyId: "ASIA1" } });
    state.nowMs += 30;
    // No timer goes on meanwhile: who comes now would wait for ever, if it waited.
    expect(await vend(anAssumption())).toMatchObject(expected);
    expect(vi.getTimerCount()).toBe(0);
    expect(calls).toHaveLength(2);
    gate.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    expect(await vend(anAssumption())).toMatchObject({ from: "cache", session: { accessKeyId: "ASIA2" } });
  });
});

describe("who joins a minting of another that came earlier", () => {
  test.each([
    ["begins another where it has 200 ms more", 200, outage, 2],
    ["shares its end where it has less", 199, outage, 1],
    ["shares a refusal", 200, new Refusal("RoleRefused", "the trust policy says no"), 1],
    ["shares a throttle", 200, new Refusal("Throttled", "too many"), 1],
  ])("%s", async (_what, laterMs, failure, calls) => {
    const harness = createHarness();
    const { vend, state } = harness;
    const gate = Promise.withResolvers<void>();
    state.gate = gate.promise;
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    const vending = [vend(anAssumption())];
    await turn();
    state.nowMs += laterMs;
    vending.push(vend(anAssumption()), vend(anAssumption()));
    const settled = Promise.allSettled(vending);
    await turn();
    state.gate = Promise.resolve();
    gate.reject(failure);
    const others = calls === 2 ? "fulfilled" : "rejected";
    expect((await settled).map(({ status }) => status)).toEqual(["rejected", others, others]);
    expect(harness.calls).toHaveLength(calls);
    expect(harness.budgets).toEqual([600, 600].slice(0, calls));
  });
});

describe("a clock that is set", () => {
  test.each([
    ["back by an instant more than has passed since the minting", -1],
    ["back by hours", -2 * 60 * minuteMs],
  ])("%s: a session is spent, since nobody knows how long it lasts", async (_, passedMs) => {
    const { vend, state } = createHarness();
    await vend(anAssumption());
    state.nowMs += passedMs;
    expect(await vend(anAssumption())).toMatchObject({ from: "sts", session: { accessKeyId: "ASIA2" } });
    expect((await vend(anAssumption())).from).toBe("cache");
  });

  test("back, while the clock of STS goes on: what was asked for so long ago is spent", async () => {
    const { vend, state } = createHarness();
    state.skewMs = 30 * minuteMs;
    await vend(anAssumption());
    state.nowMs += 60 * minuteMs + 1;
    state.failure = outage;
    await expect(vend(anAssumption())).rejects.toBe(outage);
  });

  test("back: a session on the way of a chain does not sign", async () => {
    const { vend, calls, state } = createHarness();
    const hops = [anInput({ sessionName: "hub" }), anInput()] as const;
    await vend(anAssumption({ hops: [...hops] }));
    state.nowMs -= 1;
    await vend(anAssumption({ hops: [...hops] }));
    expect(calls.map(({ signedBy }) => signedBy)).toEqual([undefined, "ASIA1", undefined, "ASIA3"]);
  });
});

describe("a process that was frozen while it minted", () => {
  test("does not wait for what was under way, and does not keep what that brings late", async () => {
    const { vend, calls, state } = createHarness({ frozenAfterMs: 1_000 });
    const frozen = Promise.withResolvers<void>();
    state.gate = frozen.promise;
    const before = vend(anAssumption());
    await new Promise((resolve) => setImmediate(resolve));
    state.nowMs += 20 * minuteMs;
    state.gate = Promise.resolve();
    expect(await vend(anAssumption())).toMatchObject({ from: "sts", session: { accessKeyId: "ASIA2" } });
    frozen.resolve();
    expect((await before).session.accessKeyId).toBe("ASIA1");
    expect(await vend(anAssumption())).toMatchObject({ from: "cache", session: { accessKeyId: "ASIA2" } });
    expect(calls).toHaveLength(2);
  });

  test("keeps what comes late where nothing has overtaken it", async () => {
    const { vend, calls, state } = createHarness({ frozenAfterMs: 1_000 });
    const frozen = Promise.withResolvers<void>();
    state.gate = frozen.promise;
    const before = vend(anAssumption());
    await new Promise((resolve) => setImmediate(resolve));
    state.nowMs += 20 * minuteMs;
    frozen.resolve();
    await before;
    expect((await vend(anAssumption())).from).toBe("cache");
    expect(calls).toHaveLength(1);
  });

  test("does not take an outage from before for one of now", async () => {
    const { vend, calls, state } = createHarness({ frozenAfterMs: 1_000, waitMs: 10 });
    await vend(anAssumption());
    state.nowMs += 31 * minuteMs;
    const frozen = Promise.withResolvers<void>();
    state.gate = frozen.promise;
    expect((await vend(anAssumption())).from).toBe("stale");
    state.nowMs += 10 * minuteMs;
    state.failure = outage;
    frozen.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    [state.gate, state.failure] = [Promise.resolve(), undefined];
    expect((await vend(anAssumption())).from).toBe("sts");
    expect(calls).toHaveLength(3);
  });
});

describe("a refusal", () => {
  test("is repeated for five seconds without asking STS, and then asked for anew", async () => {
    const { vend, calls, state } = createHarness();
    state.failure = new Refusal("RoleRefused", "the trust policy says no");
    await expect(vend(anAssumption())).rejects.toBe(state.failure);
    for (let turn = 0; turn < 12; turn += 1) await expect(vend(anAssumption())).rejects.toBe(state.failure);
    state.nowMs += 4_999;
    await expect(vend(anAssumption())).rejects.toBe(state.failure);
    expect(calls).toHaveLength(1);
    state.failure = undefined;
    state.nowMs += 1;
    expect((await vend(anAssumption())).from).toBe("sts");
  });

  test("is of one assumption alone", async () => {
    const { vend, state } = createHarness();
    state.failure = new Refusal("RoleRefused", "the trust policy says no");
    await expect(vend(anAssumption())).rejects.toBe(state.failure);
    state.failure = undefined;
    expect((await vend(anAssumption({ hops: [anInput({ sessionName: "another" })] }))).from).toBe("sts");
  });

  test.each([
    ["a throttle", new Refusal("Throttled", "too many")],
    ["an outage", outage],
    ["what nobody foresaw", new TypeError("a bug")],
  ])("is not what %s is: the next request asks STS", async (_what, failure) => {
    const { vend, calls, state } = createHarness();
    state.failure = failure;
    await expect(vend(anAssumption())).rejects.toBe(failure);
    state.failure = undefined;
    expect((await vend(anAssumption())).from).toBe("sts");
    expect(calls).toHaveLength(2);
  });
});

describe("a length that the role does not allow", () => {
  const roleAllowsLess = new Refusal("DurationOutOfRange", "STS: exceeds the MaxSessionDuration");
  const asked = anAssumption({ hops: [anInput({ durationSeconds: 7_200 })], isDurationAsked: true });
  const unasked = { ...asked, isDurationAsked: false };

  test("is the caller's where it asked for one", async () => {
    const { vend, state } = createHarness();
    state.failure = roleAllowsLess;
    await expect(vend(asked)).rejects.toBe(roleAllowsLess);
  });

  test("is the map's where nobody asked, and the record says what to mend", async () => {
    const { vend, calls, state } = createHarness();
    state.failure = roleAllowsLess;
    await expect(vend(unasked)).rejects.toMatchObject({
      name: "Fault",
      code: "Internal",
      reason:
        "grant nightly-report: its duration of 7200 s is over the maximum session duration of " +
        "arn:aws:iam::111122223333:role/report-reader; raise the role's, or shorten the grant's: STS: exceeds the MaxSessionDuration",
      cause: roleAllowsLess,
    });
    expect(calls).toHaveLength(1);
  });

  test("is each one's own of two that wait for one call", async () => {
    const { vend, calls, state } = createHarness();
    state.failure = roleAllowsLess;
    const [one, other] = await Promise.allSettled([vend(asked), vend(unasked)]);
    expect(one).toMatchObject({ reason: { code: "DurationOutOfRange" } });
    expect(other).toMatchObject({ reason: { code: "Internal" } });
    expect(calls).toHaveLength(1);
  });

  test.each([
    ["asked for", asked, "DurationOutOfRange"],
    ["not asked for", unasked, "Internal"],
  ])("ends a cached session too: %s", async (_what, assumption, code) => {
    const { vend, state } = createHarness();
    await vend(assumption);
    state.nowMs += 100 * minuteMs;
    state.failure = roleAllowsLess;
    await expect(vend(assumption)).rejects.toMatchObject({ code });
    state.nowMs += 5_000;
    state.failure = outage;
    await expect(vend(assumption)).rejects.toBe(outage);
  });

  test("leaves other refusals to the caller that asked for none", async () => {
    const { vend, state } = createHarness();
    state.failure = new Refusal("RoleRefused", "the trust policy says no");
    await expect(vend(unasked)).rejects.toBe(state.failure);
  });
});

describe("an external ID that the map keeps elsewhere", () => {
  const reference = { secret: "vend/reporting", member: "externalId" };
  const referring: Assumption = { ...anAssumption(), hops: [{ ...anInput(), externalId: reference }] };

  test("is resolved before STS is asked, in each call of a chain, and a literal one is not", async () => {
    const { vend, calls, references, state } = createHarness();
    state.storedExternalId = "resolved-7Qx2";
    await vend({ ...referring, hops: [referring.hops[0], anInput(), anInput({ externalId: undefined })] });
    expect(calls.map(({ input }) => input.externalId)).toEqual(["resolved-7Qx2", "reporting-4711", undefined]);
    expect(references).toEqual([reference]);
  });

  test("ends the sessions that were made with it when it changes, and shares those of the same one", async () => {
    const { vend, calls, state } = createHarness();
    await vend(referring);
    expect((await vend(referring)).from).toBe("cache");
    expect((await vend(anAssumption())).from).toBe("cache");
    state.storedExternalId = "reporting-4712";
    expect((await vend(referring)).from).toBe("sts");
    expect(calls.map(({ input }) => input.externalId)).toEqual(["reporting-4711", "reporting-4712"]);
  });

  test("is not outlived by a stale session after it has changed", async () => {
    const { vend, state } = createHarness();
    await vend(referring);
    state.storedExternalId = "reporting-4712";
    state.failure = outage;
    await expect(vend(referring)).rejects.toBe(outage);
  });

  test.each([
    ["is down", new Fault("UpstreamUnavailable", "Secrets Manager is slow")],
    ["has none of that name", new Fault("Internal", "there is no such secret")],
  ])("is a fault as the resolver says where its store %s, and STS is not asked", async (_what, failure) => {
    const { vend, calls, state } = createHarness();
    state.storeFailure = failure;
    await expect(vend(referring)).rejects.toBe(failure);
    expect(calls).toEqual([]);
  });

  test("that does not come is waited for no longer than STS is, and STS is not asked", async () => {
    vi.useFakeTimers();
    const { vend, calls, state } = createHarness();
    state.storeGate = new Promise(() => undefined);
    const settled = vi.fn();
    const asked = vend(referring);
    asked.then(settled, settled);
    await vi.advanceTimersByTimeAsync(599);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await expect(asked).rejects.toMatchObject({
      code: "UpstreamUnavailable",
      reason: expect.stringContaining("600 ms"),
    });
    expect(calls).toEqual([]);
  });

  test("that comes late leaves STS what is left of the time", async () => {
    const { vend, budgets, state } = createHarness();
    state.storeGate = Promise.resolve().then(() => {
      state.nowMs += 450;
    });
    await vend(referring);
    expect(budgets).toEqual([150]);
  });

  test.each(["", "x", "two words", "line\nbreak", "x".repeat(1225)])(
    "is a fault where it leads to %j, which is not shown, and STS is not asked",
    async (value) => {
      const { vend, calls, state } = createHarness();
      state.storedExternalId = value;
      await expect(vend(referring)).rejects.toMatchObject({
        code: "Internal",
        reason: "a reference leads to what STS does not take as an external ID",
      });
      expect(calls).toEqual([]);
    },
  );

  test.each(["xy", "x".repeat(1224)])("may be as short or as long as STS takes", async (value) => {
    const { vend, calls, state } = createHarness();
    state.storedExternalId = value;
    await vend(referring);
    expect(calls.map(({ input }) => input.externalId)).toEqual([value]);
  });
});

describe("who is about to make STS work", () => {
  const used = new Refusal("Throttled", "too many", { retryAfterSeconds: 9 });

  /** Counts, and throws once it is told to. */
  function counting() {
    const counter = { asked: 0, failure: undefined as Refusal | undefined };
    const count = () => {
      counter.asked += 1;
      if (counter.failure !== undefined) throw counter.failure;
    };
    return { counter, count };
  }

  test("is asked first, once for all who wait for the same session, and never for one from the cache", async () => {
    const { vend, calls } = createHarness();
    const { counter, count } = counting();
    await Promise.all([vend(anAssumption(), count), vend(anAssumption(), count)]);
    await vend(anAssumption(), count);
    expect([counter.asked, calls.length]).toEqual([1, 1]);
  });

  test("may not, where the count says so, and others of the same session still may", async () => {
    const { vend, calls } = createHarness();
    const { counter, count } = counting();
    counter.failure = used;
    const [refused, served] = await Promise.allSettled([vend(anAssumption(), count), vend(anAssumption())]);
    expect(refused).toEqual({ status: "rejected", reason: used });
    expect(served).toMatchObject({ status: "fulfilled", value: { from: "sts" } });
    expect(calls).toHaveLength(1);
  });

  test("gets a session that can still be used instead, as where STS throttles", async () => {
    const { vend, calls, state } = createHarness();
    const { counter, count } = counting();
    await vend(anAssumption(), count);
    counter.failure = used;
    state.nowMs += 50 * minuteMs;
    expect(await vend(anAssumption(), count)).toMatchObject({ from: "stale", staleReason: String(used) });
    expect(calls).toHaveLength(1);
  });

  test("is not asked again for what STS just refused", async () => {
    const { vend, calls, state } = createHarness();
    const { counter, count } = counting();
    state.failure = new Refusal("RoleRefused", "AccessDenied");
    for (let attempt = 0; attempt < 12; attempt += 1)
      await expect(vend(anAssumption(), count)).rejects.toBe(state.failure);
    expect([counter.asked, calls.length]).toEqual([1, 1]);
  });
});
