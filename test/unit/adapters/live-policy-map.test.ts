import { setImmediate as turn } from "node:timers/promises";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createLivePolicyMap, type LivePolicyMapLimits } from "../../../shared/adapters/live-policy-map.ts";
import { type PolicyMapEvent, PolicyMapRefused } from "../../../shared/adapters/policy-map-event.ts";
import type { PolicyMapReading } from "../../../shared/adapters/policy-map-reading.ts";
import type { PolicyMapSource } from "../../../shared/adapters/policy-map-source.ts";
import { Fault } from "../../../shared/model/fault.ts";
import { aPolicyMap } from "../../support/policy-fixtures.ts";

const limits: LivePolicyMapLimits = {
  refreshAfterMs: 30_000,
  waitMs: 60,
  retryAfterMs: 1_000,
  frozenAfterMs: 10_000,
  maxAgeMs: undefined,
};
/** Timers that the test moves on. The rest goes by promises alone: after a `turn` all has come of it that will. */
const holdTimers = () => vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
afterEach(() => void vi.useRealTimers());

const outage = new Fault("UpstreamUnavailable", "the policy map s3://b/k cannot be read");
const problem = { file: "k", line: 3, column: 5, path: "grants.a", rule: "is wrong", repair: "mend it" };

/** A live map over a source whose content the test changes. A text that begins with `bad` is refused, `bug` is not foreseen. */
function start(changes: Partial<LivePolicyMapLimits> = {}) {
  const world = {
    nowMs: 1_000_000,
    random: 0,
    /** What the source holds: its version and its text are the same; a Fault is an outage. */
    holds: "one" as string | Error,
    extra: {} as { readonly pollAfterMs?: number },
    /** What each read waits for. */
    gate: Promise.resolve() as Promise<unknown>,
    /** What each activation waits for. */
    activationGate: Promise.resolve() as Promise<unknown>,
    reads: [] as (string | undefined)[],
    activated: [] as string[],
    events: [] as PolicyMapEvent[],
  };
  const read = async (previous?: string): Promise<PolicyMapReading> => {
    world.reads.push(previous);
    const { holds, extra, gate } = world;
    await gate;
    if (holds instanceof Error) throw holds;
    if (holds === previous) return { unchanged: true, ...extra };
    if (holds === "binary") {
      return { unusable: { rule: "is not UTF-8 text", repair: "save it" }, name: "k", version: holds };
    }
    return { text: holds, name: "k", version: holds, ...extra };
  };
  const source: PolicyMapSource = { kind: "s3", location: "s3://b/k", read };
  const live = createLivePolicyMap({
    source,
    activate: async (text) => {
      world.activated.push(text);
      await world.activationGate;
      if (text.startsWith("bad")) throw new PolicyMapRefused([problem]);
      if (text.startsWith("bug")) throw new TypeError("secret-external-id is no function");
      return { ...aPolicyMap(), digest: `digest-${text}` };
    },
    now: () => world.nowMs,
    random: () => world.random,
    onEvent: (event) => world.events.push(event),
    limits: { ...limits, ...changes },
  });
  const digest = async () => (await live.current()).policyMap.digest;
  const later = (passedMs: number) => {
    world.nowMs += passedMs;
  };
  const kinds = () => world.events.map(({ kind }) => kind);
  return { world, live, digest, later, kinds };
}

describe("the first map", () => {
  test("is waited for and read once, however many ask", async () => {
    const { world, live, kinds } = start();
    const loaded = await Promise.all(Array.from({ length: 100 }, live.current));
    expect(new Set(loaded)).toHaveLength(1);
    expect(loaded[0]).toMatchObject({ policyMap: { digest: "digest-one" }, loadedAtMs: 1_000_000 });
    expect(world.reads).toEqual([undefined]);
    expect(kinds()).toEqual(["activated"]);
    expect(world.events[0]).toEqual({
      kind: "activated",
      location: "s3://b/k",
      version: "one",
      digest: "digest-one",
      ageMs: 0,
    });
  });

  test("that cannot be read is a fault for all who ask, and asked for again after a second", async () => {
    const { world, live, digest, later } = start();
    world.holds = outage;
    const failures = await Promise.allSettled([live.current(), live.current()]);
    expect(failures).toMatchObject([{ reason: outage }, { reason: outage }]);
    world.holds = "one";
    later(999);
    await expect(live.current()).rejects.toBe(outage);
    later(1);
    expect(await digest()).toBe("digest-one");
    expect(world.reads).toHaveLength(2);
  });

  test("that is invalid is a fault with its places, validated once, until the source holds another", async () => {
    const { world, live, digest, later } = start();
    world.holds = "bad";
    for (const _ of [1, 2, 3]) {
      await expect(live.current()).rejects.toMatchObject({
        code: "Internal",
        reason: "the policy map s3://b/k is invalid",
        cause: { message: "k:3:5 grants.a: is wrong; mend it" },
      });
      later(1_000);
    }
    expect(world.activated).toEqual(["bad"]);
    expect(world.reads).toEqual([undefined, "bad", "bad"]);
    world.holds = "one";
    expect(await digest()).toBe("digest-one");
  });

  test("is a fault of its own where its source does what it must not", async () => {
    const { world, live } = start();
    world.holds = new TypeError("secret");
    await expect(live.current()).rejects.toMatchObject({
      code: "Internal",
      reason: "the policy map s3://b/k: TypeError",
    });
  });

  test("is asked for again where the attempt was frozen, whose late answer is dropped", async () => {
    const { world, live, digest, later } = start();
    const thaw = Promise.withResolvers<void>();
    world.gate = thaw.promise;
    world.holds = "stale";
    const frozen = live.current();
    later(9_999);
    expect(world.reads).toHaveLength(1);
    world.gate = Promise.resolve();
    world.holds = "one";
    later(1);
    expect(await digest()).toBe("digest-one");
    thaw.resolve();
    expect((await frozen).policyMap.digest).toBe("digest-one");
    expect(await digest()).toBe("digest-one");
    expect(world.activated).toEqual(["one"]);
  });
});

describe("a refresh", () => {
  test.each([
    [0, 30_000],
    [0.5, 27_000],
    [0.999, 24_006],
  ])("is due up to a fifth sooner, as chance %d has it: after %d ms", async (random, dueMs) => {
    const { world, digest, later } = start();
    world.random = random;
    await digest();
    later(dueMs - 1);
    await digest();
    expect(world.reads).toHaveLength(1);
    later(1);
    await digest();
    expect(world.reads).toEqual([undefined, "one"]);
  });

  test("is not due before the source wants it to be", async () => {
    const { world, digest, later } = start();
    world.extra = { pollAfterMs: 60_000 };
    await digest();
    later(59_999);
    await digest();
    expect(world.reads).toHaveLength(1);
    later(1);
    await digest();
    expect(world.reads).toHaveLength(2);
  });

  test("gives the very request that finds it due the new map, and all that come meanwhile", async () => {
    const { world, digest, later } = start();
    await digest();
    world.holds = "two";
    later(30_000);
    expect(await Promise.all(Array.from({ length: 20 }, digest))).toEqual(
      Array.from({ length: 20 }, () => "digest-two"),
    );
    expect(world.reads).toHaveLength(2);
    expect(world.events.at(-1)).toMatchObject({ kind: "activated", previousDigest: "digest-one", version: "two" });
  });

  test("keeps the loaded map as it is where nothing has changed", async () => {
    const { live, later, kinds } = start();
    const before = await live.current();
    later(30_000);
    expect(await live.current()).toBe(before);
    expect(kinds()).toEqual(["activated", "confirmed"]);
    expect(live.describe().live).toMatchObject({ activatedAtMs: 1_000_000, currentAtMs: 1_030_000 });
  });

  test("that takes long is waited for a moment, and goes on without those who wait", async () => {
    const { world, digest, later } = start();
    await digest();
    const slow = Promise.withResolvers<void>();
    world.gate = slow.promise;
    world.holds = "two";
    later(30_000);
    holdTimers();
    const answered = vi.fn();
    const waiting = digest().finally(answered);
    await vi.advanceTimersByTimeAsync(59);
    expect(answered).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(await waiting).toBe("digest-one");
    later(60);
    // No timer goes on meanwhile: who comes now would wait for ever, if it waited.
    expect(await digest()).toBe("digest-one");
    expect(vi.getTimerCount()).toBe(0);
    slow.resolve();
    await turn();
    expect(await digest()).toBe("digest-two");
    expect(world.reads).toHaveLength(2);
  });

  test("that was frozen half-way is dropped when a later one has begun", async () => {
    const { world, digest, later, kinds } = start();
    await digest();
    const thaw = Promise.withResolvers<void>();
    world.gate = thaw.promise;
    world.holds = "stale";
    later(30_000);
    await digest();
    world.gate = Promise.resolve();
    world.holds = "three";
    later(10_000);
    expect(await digest()).toBe("digest-three");
    thaw.resolve();
    await turn();
    expect(await digest()).toBe("digest-three");
    expect(kinds()).toEqual(["activated", "activated"]);
  });

  test("that was frozen half-way and fails late changes nothing either", async () => {
    const { world, digest, later, kinds } = start();
    await digest();
    const thaw = Promise.withResolvers<void>();
    world.gate = thaw.promise;
    world.holds = outage;
    later(30_000);
    await digest();
    world.gate = Promise.resolve();
    world.holds = "three";
    later(10_000);
    await digest();
    thaw.resolve();
    await turn();
    expect(kinds()).toEqual(["activated", "activated"]);
  });

  test.each(["stale", "bad and stale"])(
    "that was frozen while it made a map ready (%s) is dropped when a later one has begun",
    async (text) => {
      const { world, live, digest, later, kinds } = start();
      await digest();
      const thaw = Promise.withResolvers<void>();
      world.activationGate = thaw.promise;
      world.holds = text;
      later(30_000);
      expect(await digest()).toBe("digest-one");
      world.activationGate = Promise.resolve();
      world.holds = "three";
      later(10_000);
      expect(await digest()).toBe("digest-three");
      thaw.resolve();
      await turn();
      expect(await digest()).toBe("digest-three");
      expect(world.activated).toEqual(["one", text, "three"]);
      expect(kinds()).toEqual(["activated", "activated"]);
      expect(live.describe().refused).toBeUndefined();
    },
  );

  test("comes also where the clock was set back", async () => {
    const { world, digest, later } = start();
    await digest();
    later(-40_000);
    await digest();
    expect(world.reads).toHaveLength(2);
  });
});

describe("the last good map stays", () => {
  test("while the source cannot be read, which is told each time, and is taken up again", async () => {
    const { world, live, digest, later, kinds } = start();
    await digest();
    world.holds = outage;
    for (const _ of [1, 2]) {
      later(30_000);
      expect(await digest()).toBe("digest-one");
    }
    expect(live.describe()).toMatchObject({ unreadableSinceMs: 1_030_000, live: { currentAtMs: 1_000_000 } });
    expect(world.events.at(-1)).toEqual({
      kind: "fetchFailed",
      location: "s3://b/k",
      reason: outage.reason,
      ageMs: 60_000,
    });
    world.holds = "two";
    later(30_000);
    expect(await digest()).toBe("digest-two");
    expect(kinds()).toEqual(["activated", "fetchFailed", "fetchFailed", "recovered", "activated"]);
    expect(live.describe().unreadableSinceMs).toBeUndefined();
  });

  test("while a version is refused, which is validated once and told each time", async () => {
    const { world, live, digest, later, kinds } = start();
    await digest();
    world.holds = "bad";
    for (const _ of [1, 2]) {
      later(30_000);
      expect(await digest()).toBe("digest-one");
    }
    expect(world.activated).toEqual(["one", "bad"]);
    expect(world.reads).toEqual([undefined, "one", "bad"]);
    expect(world.events.slice(1)).toMatchObject([
      { kind: "refused", version: "bad", isNew: true, problems: [problem], ageMs: 30_000 },
      { kind: "refused", version: "bad", isNew: false, problems: [problem], ageMs: 60_000 },
    ]);
    expect(live.describe()).toMatchObject({
      live: { digest: "digest-one", version: "one" },
      refused: { version: "bad", refusedAtMs: 1_030_000, problems: [problem] },
    });
    world.holds = "two";
    later(30_000);
    expect(await digest()).toBe("digest-two");
    expect(kinds().slice(3)).toEqual(["recovered", "activated"]);
    expect(live.describe().refused).toBeUndefined();
  });

  test("and is confirmed without another activation where the source goes back to it", async () => {
    const { world, live, digest, later, kinds } = start();
    await digest();
    world.holds = "bad";
    later(30_000);
    await digest();
    world.holds = "one";
    later(30_000);
    await digest();
    expect(world.activated).toEqual(["one", "bad"]);
    expect(kinds()).toEqual(["activated", "refused", "recovered", "confirmed"]);
    expect(live.describe()).toMatchObject({ refused: undefined, live: { currentAtMs: 1_060_000 } });
  });

  test("where a second version is refused after the first", async () => {
    const { world, live, digest, later } = start();
    await digest();
    world.holds = "bad";
    later(30_000);
    await digest();
    world.holds = "bad again";
    later(30_000);
    expect(await digest()).toBe("digest-one");
    expect(live.describe().refused).toMatchObject({ version: "bad again", refusedAtMs: 1_060_000 });
  });

  test("where the source holds no text", async () => {
    const { world, digest, later } = start();
    await digest();
    world.holds = "binary";
    later(30_000);
    expect(await digest()).toBe("digest-one");
    expect(world.activated).toEqual(["one"]);
    expect(world.events.at(-1)).toMatchObject({
      kind: "refused",
      problems: [{ file: "k", line: 1, column: 1, rule: "is not UTF-8 text" }],
    });
  });

  test("where activation fails in a way that nobody foresaw, whose text is not told", async () => {
    const { world, digest, later } = start();
    await digest();
    world.holds = "bug";
    later(30_000);
    expect(await digest()).toBe("digest-one");
    expect(world.events.at(-1)).toMatchObject({
      kind: "refused",
      problems: [{ rule: "could not be made ready: TypeError" }],
    });
    expect(JSON.stringify(world.events)).not.toContain("secret");
  });

  test("for ever, unless it is told how old it may be", async () => {
    const { world, digest, later } = start();
    await digest();
    world.holds = outage;
    later(365 * 86_400_000);
    expect(await digest()).toBe("digest-one");
  });
});

describe("a map with a highest age", () => {
  test("decides until then, and not after", async () => {
    const { world, live, digest, later } = start({ maxAgeMs: 60_000 });
    await digest();
    world.holds = outage;
    later(59_999);
    expect(await digest()).toBe("digest-one");
    later(1);
    await expect(live.current()).rejects.toMatchObject({
      code: "UpstreamUnavailable",
      reason: "the policy map s3://b/k is too old to decide with",
    });
  });

  test("decides on while its source is read and holds a version that is refused", async () => {
    const { world, live, digest, later, kinds } = start({ maxAgeMs: 60_000 });
    await digest();
    world.holds = "bad";
    for (const _ of [1, 2, 3, 4]) {
      later(30_000);
      expect(await digest()).toBe("digest-one");
    }
    expect(kinds()).toEqual(["activated", "refused", "refused", "refused", "refused"]);
    expect(world.events.at(-1)).toMatchObject({ isNew: false, ageMs: 120_000 });
    expect(live.describe()).toMatchObject({ refused: { version: "bad" }, live: { currentAtMs: 1_000_000 } });
  });

  test("ages from when a refused version was read last", async () => {
    const { world, live, digest, later } = start({ maxAgeMs: 60_000 });
    await digest();
    world.holds = "bad";
    later(30_000);
    await digest();
    world.holds = outage;
    later(59_999);
    expect(await digest()).toBe("digest-one");
    later(1);
    await expect(live.current()).rejects.toMatchObject({ code: "UpstreamUnavailable" });
  });

  test("is asked for every second once it is too old, and waited for", async () => {
    const { world, live, digest, later } = start({ maxAgeMs: 60_000 });
    await digest();
    world.holds = outage;
    later(60_000);
    await expect(live.current()).rejects.toThrow();
    const slow = Promise.withResolvers<void>();
    world.gate = slow.promise;
    world.holds = "one";
    later(1_000);
    holdTimers();
    const answered = vi.fn();
    const waiting = digest().finally(answered);
    // Longer than who has a map waits.
    await vi.advanceTimersByTimeAsync(limits.waitMs + 1);
    expect(answered).not.toHaveBeenCalled();
    slow.resolve();
    expect(await waiting).toBe("digest-one");
  });
});
