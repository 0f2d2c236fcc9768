import { describe, expect, test } from "vitest";
import type { Credentials } from "../../../../clients/node/credentials.ts";
import { keepCredentials } from "../../../../clients/node/keep-credentials.ts";

const hourMs = 3_600_000;
const minuteMs = 60_000;

/** Time that stands still until it is moved, and a service that answers when it is told to. */
function world(options: { readonly lifeMs?: number; readonly refreshAheadMs?: number } = {}) {
  let nowMs = 1_000_000;
  let fetches = 0;
  let isDown = false;
  let gate: Promise<void> = Promise.resolve();
  const failures: unknown[] = [];
  const get = keepCredentials({
    fetch: async (): Promise<Credentials> => {
      fetches += 1;
      const accessKeyId = `key-${fetches}`;
      await gate;
      if (isDown) {
        throw new Error("down");
      }
      const expiresAtMs = nowMs + (options.lifeMs ?? hourMs);
      return { accessKeyId, secretAccessKey: "s", sessionToken: "t", expiresAtMs, roleArn: undefined };
    },
    refreshAheadMs: options.refreshAheadMs,
    onFailure: (error) => failures.push(error),
    now: () => nowMs,
  });
  return {
    key: async () => (await get()).accessKeyId,
    pass: (ms: number) => {
      nowMs += ms;
    },
    fetches: () => fetches,
    failures,
    goDown: (down = true) => {
      isDown = down;
    },
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
  };
}

/** Lets what goes on in the background come to its end. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("credentials that are kept", () => {
  test.each([
    ["of an hour: until 20 minutes remain", { lifeMs: hourMs }, 40 * minuteMs],
    ["of half an hour: for half their life", { lifeMs: hourMs / 2 }, 15 * minuteMs],
    ["with a window of the caller's own", { lifeMs: hourMs, refreshAheadMs: 5 * minuteMs }, 55 * minuteMs],
  ])("%s", async (_, options, quietMs) => {
    const { key, pass, fetches } = world(options);
    await key();
    pass(quietMs - 1);
    expect(await key()).toBe("key-1");
    expect(fetches()).toBe(1);
    pass(1);
    expect(await key()).toBe("key-1");
    expect(fetches()).toBe(2);
    await settle();
    expect(await key()).toBe("key-2");
    expect(fetches()).toBe(2);
  });

  test("are answered at once while their successors are on their way, by one fetch", async () => {
    const { key, pass, fetches, hold } = world();
    await key();
    pass(50 * minuteMs);
    const release = hold();
    expect(await Promise.all([key(), key(), key()])).toEqual(["key-1", "key-1", "key-1"]);
    expect(fetches()).toBe(2);
    release();
    await settle();
    expect(await key()).toBe("key-2");
  });

  test("are fetched once for all who ask at first", async () => {
    const { key, fetches } = world();
    expect(await Promise.all([key(), key(), key()])).toEqual(["key-1", "key-1", "key-1"]);
    expect(fetches()).toBe(1);
  });

  test("stay while the service is down, which is asked after 5 s, then 10, and at most every 60 to 72 s", async () => {
    const { key, pass, fetches, failures, goDown } = world();
    await key();
    goDown();
    pass(45 * minuteMs);
    const asked: number[] = [];
    for (let second = 0; second < 300; second += 1) {
      const before = fetches();
      expect(await key()).toBe("key-1");
      await settle();
      if (fetches() > before) {
        asked.push(second);
      }
      pass(1000);
    }
    const pauses = asked.slice(1).map((second, index) => second - (asked[index] ?? 0));
    expect(asked[0]).toBe(0);
    for (const [index, leastSeconds] of [5, 10, 20, 40, 60].entries()) {
      expect(pauses[index]).toBeGreaterThanOrEqual(leastSeconds);
      expect(pauses[index]).toBeLessThanOrEqual(leastSeconds * 1.2 + 1);
    }
    expect(failures).toHaveLength(asked.length);
    goDown(false);
    pass(72_000);
    await key();
    await settle();
    expect(await key()).not.toBe("key-1");
  });
});

describe("credentials in their last minute", () => {
  test("are replaced before anybody gets them", async () => {
    const { key, pass } = world();
    await key();
    pass(hourMs - minuteMs + 1);
    expect(await key()).toBe("key-2");
  });

  test("are given all the same where there are no others, until they expire", async () => {
    const { key, pass, goDown, fetches, failures } = world();
    await key();
    goDown();
    pass(hourMs - minuteMs + 1);
    expect(await key()).toBe("key-1");
    expect(await key()).toBe("key-1");
    // The second did not ask again: the service has just failed.
    expect(fetches()).toBe(2);
    expect(failures).toHaveLength(1);
    pass(minuteMs - 2);
    expect(await key()).toBe("key-1");
    pass(1);
    await expect(key()).rejects.toThrow("down");
    goDown(false);
    expect(await key()).toMatch(/^key-/);
  });

  test("are no comfort where they expire while the fetch fails", async () => {
    const { key, pass, goDown, hold } = world();
    await key();
    goDown();
    pass(hourMs - 1000);
    const release = hold();
    const asked = key();
    pass(1000);
    release();
    await expect(asked).rejects.toThrow("down");
  });
});
