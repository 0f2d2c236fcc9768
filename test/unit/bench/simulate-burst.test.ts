import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { bursts } from "../../../bench/scaling/bursts.ts";
import { createEventQueue } from "../../../bench/scaling/event-queue.ts";
import { printBurst } from "../../../bench/scaling/print-burst.ts";
import { createRateQuota } from "../../../bench/scaling/rate-quota.ts";
import { seededRandom } from "../../../bench/scaling/seeded-random.ts";
import { type Burst, type SetUp, simulateBurst } from "../../../bench/scaling/simulate-burst.ts";

const setUp: SetUp = {
  name: "open",
  apiPerSecond: 1e6,
  apiBurst: 1e6,
  concurrency: 1_000,
  provisioned: 0,
  sharesSessions: false,
};
const retries = { name: "none", attempts: 1, pauseMs: () => 0 };
const burst: Burst = { callers: 500, withinSeconds: 1, sessions: "each", setUp, retries };

describe("a simulated burst", () => {
  test("ends the same each time, and otherwise with another seed", () => {
    expect(simulateBurst(burst)).toEqual(simulateBurst(burst));
    expect(simulateBurst(burst, 2)).not.toEqual(simulateBurst(burst));
  });

  test("asks STS once for each caller's own session", () => {
    expect(simulateBurst(burst)).toMatchObject({ stsCalls: 500, byApi: 0, bySts: 0 });
  });

  test("asks STS once for each instance where all ask for one session, and once where instances share", () => {
    const alone = simulateBurst({ ...burst, sessions: "one" });
    expect(alone.stsCalls).toBe(alone.instances);
    expect(alone.instances).toBeGreaterThan(10);
    const shared = simulateBurst({ ...burst, sessions: "one", setUp: { ...setUp, sharesSessions: true } });
    expect(shared.stsCalls).toBeLessThanOrEqual(3);
  });

  test("is throttled by whoever has the least to give", () => {
    const many = { ...burst, callers: 5_000 };
    expect(simulateBurst({ ...many, setUp: { ...setUp, apiPerSecond: 10, apiBurst: 10 } })).toMatchObject({
      byApi: expect.toSatisfy((count: number) => count >= 4_980),
      bySts: 0,
    });
    const few = simulateBurst({ ...many, setUp: { ...setUp, concurrency: 5 } });
    expect(few.instances).toBe(5);
    expect(few.byLambda).toBeGreaterThan(4_000);
    const sts = simulateBurst({ ...many, setUp: { ...setUp, provisioned: 1_000 } });
    expect(sts.bySts).toBeGreaterThan(3_000);
    expect(sts.stsCalls - sts.bySts).toBeLessThanOrEqual(600 * 3);
  });

  test("serves all who come again for long enough", () => {
    const again = { name: "again", attempts: 100, pauseMs: (_: number, random: () => number) => random() * 5_000 };
    const { served, p99Ms } = simulateBurst({ ...burst, callers: 3_000, retries: again });
    expect(served).toBe(3_000);
    expect(p99Ms).toBeGreaterThan(1_000);
  });
});

test("the page shows what the simulation gives", () => {
  const page = readFileSync("docs/scaling.md", "utf8");
  // Those of a hundred thousand callers take too long for each run of the tests.
  for (const shown of bursts.filter(({ callers }) => callers <= 1_000)) {
    expect(page).toContain(printBurst(shown, simulateBurst(shown)));
  }
});

test("what happens, happens in the order of its time", () => {
  const queue = createEventQueue();
  const random = seededRandom(7);
  const happened: number[] = [];
  for (let nth = 0; nth < 1_000; nth += 1) queue.add(Math.floor(random() * 100), () => happened.push(queue.nowMs()));
  queue.run();
  expect(happened).toHaveLength(1_000);
  expect(happened).toEqual(happened.toSorted((one, other) => one - other));
});

test("a quota lets through what it holds, and what it gains in time", () => {
  const take = createRateQuota(10, 2);
  expect([take(0), take(0), take(0), take(99), take(100), take(1_000), take(1_000), take(1_000)]).toEqual([
    true,
    true,
    false,
    false,
    true,
    true,
    true,
    false,
  ]);
});
