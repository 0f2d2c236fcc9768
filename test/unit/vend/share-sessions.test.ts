import { afterEach, describe, expect, test, vi } from "vitest";
import { Fault } from "../../../shared/model/fault.ts";
import type { AssumeRole } from "../../../shared/model/ports.ts";
import { Refusal } from "../../../shared/model/refusal.ts";
import type { Session } from "../../../shared/model/session.ts";
import type { SharedSession, SharedSessions } from "../../../shared/model/shared-session.ts";
import { createSessionVendor } from "../../../shared/vend/vend-session.ts";
import { anAssumption, anInput, aSession } from "./assumptions.ts";

const startMs = Date.parse("2026-11-03T10:20:30Z");
const minuteMs = 60_000;

/** Some instances that share sessions in memory, over one STS; the clock stands where the test puts it. */
function createWorld() {
  const entries = new Map<string, { session: Session; freshUntilMs: number }>();
  const leases = new Map<string, number>();
  const world = {
    nowMs: startMs,
    calls: 0,
    failure: undefined as unknown,
    /** What each call of STS waits for. */
    gate: Promise.resolve() as Promise<unknown>,
    isReachable: true,
    tampered: false,
    entries,
    forgotten: 0,
    /** What a look at the table, and a call of STS, take by the clock. */
    lookMs: 0,
    callMs: 0,
    /** Of each call of STS. */
    budgetsMs: [] as (number | undefined)[],
    hangsAtReserve: false,
    /** Whether the table takes no more, and does not say so. */
    hangs: false,
  };
  const hanging = new Promise<void>(() => undefined);
  const shared: SharedSessions = {
    recall: async (digest): Promise<SharedSession> => {
      world.nowMs += world.lookMs;
      if (!world.isReachable) return { session: undefined, refused: undefined };
      if (world.tampered) return { session: undefined, refused: "its seal does not hold" };
      return { session: entries.get(digest)?.session, refused: undefined };
    },
    reserve: async (digest) => {
      if (world.hangsAtReserve) await hanging;
      if (!world.isReachable) return "unknown";
      const isTaken = (leases.get(digest) ?? 0) > world.nowMs || (entries.get(digest)?.freshUntilMs ?? 0) > world.nowMs;
      if (isTaken) return "theirs";
      leases.set(digest, world.nowMs + 700);
      return "mine";
    },
    keep: async (digest, session, freshUntilMs) => {
      if (world.hangs) return await hanging;
      if (world.isReachable) entries.set(digest, { session, freshUntilMs });
      leases.delete(digest);
    },
    forget: async (digest) => {
      world.forgotten += 1;
      if (world.hangs) return await hanging;
      entries.delete(digest);
    },
  };
  const assumeRole: AssumeRole = async ({ roleArn, durationSeconds }, { budgetMs }) => {
    const call = ++world.calls;
    world.budgetsMs.push(budgetMs);
    world.nowMs += world.callMs;
    await world.gate;
    if (world.failure !== undefined) throw world.failure;
    const expiresAtMs = world.nowMs + durationSeconds * 1_000;
    return aSession({ accessKeyId: `ASIA${call}`, roleArn, durationSeconds, expiresAtMs });
  };
  const startInstance = () =>
    createSessionVendor({
      assumeRole,
      resolveExternalId: async () => "external-id",
      now: () => world.nowMs,
      sharedSessions: shared,
    });
  return { world, startInstance };
}

const outage = new Fault("UpstreamUnavailable", "STS is down");

afterEach(() => void vi.useRealTimers());

describe("instances that share sessions", () => {
  test("serve one caller with one call of STS", async () => {
    const { world, startInstance } = createWorld();
    const froms: string[] = [];
    for (const vend of [startInstance(), startInstance(), startInstance()]) {
      froms.push((await vend(anAssumption())).from, (await vend(anAssumption())).from);
    }
    expect(froms).toEqual(["sts", "cache", "shared", "cache", "shared", "cache"]);
    expect(world.calls).toBe(1);
  });

  test("serve a burst of one caller with one call of STS", async () => {
    const { world, startInstance } = createWorld();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const gate = Promise.withResolvers<void>();
    world.gate = gate.promise;
    const vending = Promise.all(Array.from({ length: 20 }, () => startInstance()(anAssumption())));
    // The last look is after 140 ms.
    await vi.advanceTimersByTimeAsync(139);
    gate.resolve();
    await vi.advanceTimersByTimeAsync(1);
    const vended = await vending;
    expect(new Set(vended.map(({ session }) => session.accessKeyId))).toEqual(new Set(["ASIA1"]));
    expect(vended.filter(({ from }) => from === "shared")).toHaveLength(19);
    expect(world.calls).toBe(1);
  });

  test("give no caller the session of another", async () => {
    const { world, startInstance } = createWorld();
    await startInstance()(anAssumption());
    await startInstance()(anAssumption({ hops: [anInput({ sessionName: "other" })] }));
    expect(world.calls).toBe(2);
  });

  test.each([
    ["fresh", 20 * minuteMs, "shared", 1],
    ["aging: its successor is minted", 20 * minuteMs + 1, "sts", 2],
    ["below its floor: a new one is minted", 40 * minuteMs, "sts", 2],
  ] as const)("take one that is %s", async (_, passedMs, from, calls) => {
    const { world, startInstance } = createWorld();
    await startInstance()(anAssumption());
    world.nowMs += passedMs;
    expect((await startInstance()(anAssumption())).from).toBe(from);
    expect(world.calls).toBe(calls);
  });

  test("serve what others have, stale, where STS is down", async () => {
    const { world, startInstance } = createWorld();
    await startInstance()(anAssumption());
    world.failure = outage;
    world.nowMs += 25 * minuteMs;
    expect(await startInstance()(anAssumption())).toMatchObject({ from: "shared", session: { accessKeyId: "ASIA1" } });
    world.nowMs += 33 * minuteMs;
    expect(await startInstance()(anAssumption())).toMatchObject({ from: "stale", staleReason: String(outage) });
    world.nowMs += 1;
    await expect(startInstance()(anAssumption())).rejects.toBe(outage);
  });

  test("mint for themselves where who was to mint does not", async () => {
    const { world, startInstance } = createWorld();
    world.failure = outage;
    await expect(startInstance()(anAssumption())).rejects.toBe(outage);
    world.failure = undefined;
    expect((await startInstance()(anAssumption())).from).toBe("sts");
  });

  test("keep no session whose role is refused", async () => {
    const { world, startInstance } = createWorld();
    const [one, two] = [startInstance(), startInstance()];
    await one(anAssumption());
    world.nowMs += 31 * minuteMs;
    world.failure = new Refusal("RoleRefused", "STS says AccessDenied");
    await expect(one(anAssumption())).rejects.toBe(world.failure);
    expect(world.entries.size).toBe(0);
    await expect(two(anAssumption())).rejects.toBe(world.failure);
    // Nor is one that comes back taken while the refusal is remembered.
    const calls = world.calls;
    await expect(two(anAssumption())).rejects.toBe(world.failure);
    expect(world.calls).toBe(calls);
  });

  test("count what they ask each other towards the time of STS", async () => {
    const { world, startInstance } = createWorld();
    world.lookMs = 40;
    world.failure = outage;
    await expect(startInstance()(anAssumption())).rejects.toBe(outage);
    // The lease of the one that failed is still held: three more looks, after which there is no time for the next pause.
    await expect(startInstance()(anAssumption())).rejects.toBe(outage);
    expect(world.budgetsMs).toEqual([600 - 40, 600 - 4 * 40]);
  });

  test.each([
    ["each look takes 50 ms by the clock", { lookMs: 50 }, 400],
    ["the look before takes all that there is for sharing", { lookMs: 200 }, 400],
  ])("leave STS the time that it needs where %s", async (_, slow, budgetMs) => {
    const { world, startInstance } = createWorld();
    world.failure = outage;
    await expect(startInstance()(anAssumption())).rejects.toBe(outage);
    Object.assign(world, slow);
    await expect(startInstance()(anAssumption())).rejects.toBe(outage);
    expect(world.budgetsMs).toEqual([600, budgetMs]);
  });

  test("wait for a table that hangs while STS has the time that it needs, and no longer", async () => {
    const { world, startInstance } = createWorld();
    world.hangsAtReserve = true;
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const vending = startInstance()(anAssumption());
    await vi.advanceTimersByTimeAsync(199);
    expect(world.calls).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect((await vending).from).toBe("sts");
  });

  test.each([
    ["what is left of their time", 560, 40],
    ["no time where none is left", 600, 0],
  ])("wait %s for a table that hangs once STS has answered", async (_, callMs, waitMs) => {
    const { world, startInstance } = createWorld();
    Object.assign(world, { hangs: true, callMs });
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const isOver = vi.fn();
    const waitsAsSaid = async (vending: Promise<unknown>) => {
      isOver.mockClear();
      void vending.then(isOver, isOver);
      await vi.advanceTimersByTimeAsync(Math.max(0, waitMs - 1));
      expect(isOver).toHaveBeenCalledTimes(waitMs === 0 ? 1 : 0);
      await vi.advanceTimersByTimeAsync(waitMs === 0 ? 0 : 1);
      expect(isOver).toHaveBeenCalledTimes(1);
    };
    const vending = startInstance()(anAssumption());
    await waitsAsSaid(vending);
    expect((await vending).from).toBe("sts");
    world.failure = new Refusal("RoleRefused", "STS says AccessDenied");
    world.nowMs += 31 * minuteMs;
    const refusing = startInstance()(anAssumption());
    await waitsAsSaid(refusing);
    await expect(refusing).rejects.toBe(world.failure);
    expect(world.forgotten).toBe(1);
  });

  test("refuse what was tampered with, say so, and mint anew", async () => {
    const { world, startInstance } = createWorld();
    await startInstance()(anAssumption());
    world.tampered = true;
    expect(await startInstance()(anAssumption())).toMatchObject({
      from: "sts",
      session: { accessKeyId: "ASIA2" },
      sharedRefusal: "its seal does not hold",
    });
  });

  test("are as if alone where nothing can be shared", async () => {
    const { world, startInstance } = createWorld();
    world.isReachable = false;
    for (const vend of [startInstance(), startInstance()]) {
      expect((await vend(anAssumption())).from).toBe("sts");
      expect((await vend(anAssumption())).from).toBe("cache");
    }
    expect(world.calls).toBe(2);
  });
});
