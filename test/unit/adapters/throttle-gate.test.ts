import { expect, test } from "vitest";
import { createThrottleGate } from "../../../shared/adapters/throttle-gate.ts";

function createHarness() {
  const state = { nowMs: 1_000_000 };
  const gate = createThrottleGate(() => state.nowMs);
  /** Asks at this rate for a while. @returns how many may go */
  const ask = (perSecond: number, seconds: number) => {
    let passed = 0;
    for (let at = 0; at < perSecond * seconds; at += 1) {
      state.nowMs += 1_000 / perSecond;
      if (gate.enter() === undefined) passed += 1;
    }
    return passed;
  };
  return { state, gate, ask };
}

test("without a throttle there is no limit", () => {
  expect(createHarness().ask(1_000, 3)).toBe(3_000);
});

test("a throttle halves the rate, which grows back within ten seconds", () => {
  const { gate, ask } = createHarness();
  ask(100, 2);
  gate.throttled();
  const passed = ask(100, 1);
  expect(passed).toBeGreaterThan(45);
  expect(passed).toBeLessThan(60);
  ask(100, 9);
  expect(ask(100, 1)).toBe(100);
});

test("a burst of throttles is one", () => {
  const { gate, ask } = createHarness();
  ask(100, 2);
  for (let at = 0; at < 50; at += 1) gate.throttled();
  expect(ask(100, 1)).toBeGreaterThan(45);
});

test("throttles that go on halve it on and on, but for a call each two seconds that finds out", () => {
  const { state, gate, ask } = createHarness();
  ask(100, 2);
  for (let at = 0; at < 20; at += 1) {
    gate.throttled();
    state.nowMs += 500;
  }
  gate.throttled();
  expect(gate.enter()).toBe(2);
  state.nowMs += 2_000;
  expect(gate.enter()).toBeUndefined();
  expect(gate.enter()).toBe(2);
});

test("a first call that is throttled leaves room for one each two seconds", () => {
  const { state, gate } = createHarness();
  expect(gate.enter()).toBeUndefined();
  gate.throttled();
  expect([gate.enter(), gate.enter()]).toEqual([undefined, 2]);
  state.nowMs += 2_000;
  expect(gate.enter()).toBeUndefined();
});

test("a clock that is set back does not close it", () => {
  const { state, gate } = createHarness();
  gate.enter();
  gate.throttled();
  state.nowMs -= 3_600_000;
  expect(gate.enter()).toBeUndefined();
});
