import { expect, test } from "vitest";
import { type BreakerLimits, type CallEnd, createCircuitBreaker } from "../../../shared/adapters/circuit-breaker.ts";

const limits: BreakerLimits = { outages: 3, openMs: 2_000, longestMs: 5_000, frozenAfterMs: 1_500 };

function createHarness(random = 0.5) {
  const state = { nowMs: 1_000_000 };
  const breaker = createCircuitBreaker(
    limits,
    () => state.nowMs,
    () => random,
  );
  const call = (end: CallEnd) => {
    const exit = breaker.enter();
    exit?.(end);
    return exit !== undefined;
  };
  const open = () => {
    for (let outage = 0; outage < limits.outages; outage += 1) call("outage");
  };
  return { state, breaker, call, open };
}

test("as many outages in a row as the limit says open it, and not one fewer", () => {
  const { call } = createHarness();
  expect([call("outage"), call("outage"), call("outage"), call("answered")]).toEqual([true, true, true, false]);
});

test("outages of one count once where it is said whose they are, and those of others open it", () => {
  const { breaker } = createHarness();
  const end = (whose: string) => breaker.enter()?.("outage", whose);
  for (const whose of ["a", "b", "a", "b", "a"]) end(whose);
  expect(breaker.isOpen()).toBe(false);
  end("c");
  expect([breaker.isOpen(), breaker.closedForMs()]).toEqual([true, 2_000]);
});

test("an answer between them starts the count anew, a call that was given up does not", () => {
  const { call } = createHarness();
  call("outage");
  call("outage");
  call("answered");
  call("outage");
  call("unknown");
  call("outage");
  expect([call("outage"), call("answered")]).toEqual([true, false]);
});

test("it is open for its time, and not longer", () => {
  const { state, breaker, call, open } = createHarness();
  open();
  expect(breaker.closedForMs()).toBe(2_000);
  state.nowMs += 1_999;
  expect([breaker.closedForMs(), call("answered")]).toEqual([1, false]);
  state.nowMs += 1;
  expect([breaker.closedForMs(), call("answered")]).toEqual([0, true]);
});

test.each([
  [0, 1_500],
  [1, 2_500],
])("chance %d spreads the time: %d ms", (random, expectedMs) => {
  const { breaker, open } = createHarness(random);
  open();
  expect(breaker.closedForMs()).toBe(expectedMs);
});

test("one probe passes, and all others wait for how it ends", () => {
  const { state, breaker, open, call } = createHarness();
  open();
  state.nowMs += 2_000;
  const probe = breaker.enter();
  expect(Array.from({ length: 100 }, () => breaker.enter())).toEqual(Array(100).fill(undefined));
  probe?.("answered");
  expect([call("answered"), call("answered")]).toEqual([true, true]);
});

test("a probe that fails opens it for twice as long, up to the longest", () => {
  const { state, breaker, open, call } = createHarness();
  open();
  const opened = [2_000, 4_000, 5_000, 5_000].map((expectedMs) => {
    const openMs = breaker.closedForMs();
    state.nowMs += expectedMs;
    call("outage");
    return openMs;
  });
  expect(opened).toEqual([2_000, 4_000, 5_000, 5_000]);
});

test("a probe that was given up lets the next one go", () => {
  const { state, call, open } = createHarness();
  open();
  state.nowMs += 2_000;
  expect([call("unknown"), call("answered"), call("answered")]).toEqual([true, true, true]);
});

test("a probe that was frozen lets the next one go, and what it tells late is not believed", () => {
  const { state, breaker, open, call } = createHarness();
  open();
  state.nowMs += 2_000;
  const frozen = breaker.enter();
  state.nowMs += 1_499;
  expect(breaker.enter()).toBeUndefined();
  state.nowMs += 2;
  expect(call("answered")).toBe(true);
  frozen?.("outage");
  expect(call("answered")).toBe(true);
});

test("an answer of a call that was frozen is not believed", () => {
  const { state, breaker, open, call } = createHarness();
  const frozen = breaker.enter();
  open();
  state.nowMs += 1_501;
  frozen?.("answered");
  expect(call("answered")).toBe(false);
  state.nowMs += 499;
  expect(call("answered")).toBe(true);
});

test("outages of calls that were frozen do not count", () => {
  const { state, breaker, call } = createHarness();
  const frozen = Array.from({ length: 3 }, () => breaker.enter());
  state.nowMs += 60_000;
  for (const exit of frozen) exit?.("outage");
  expect(call("answered")).toBe(true);
});

test("calls that went before it opened neither lengthen it, nor hide that there was an answer", () => {
  const { breaker, open, call } = createHarness();
  const [first, second] = [breaker.enter(), breaker.enter()];
  open();
  first?.("outage");
  expect(breaker.closedForMs()).toBe(2_000);
  second?.("answered");
  expect(call("answered")).toBe(true);
});
