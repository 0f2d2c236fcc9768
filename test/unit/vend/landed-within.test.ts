import { afterEach, expect, test, vi } from "vitest";
import { landedWithin } from "../../../shared/vend/landed-within.ts";

afterEach(() => void vi.useRealTimers());

const never = new Promise<string>(() => undefined);

test("what lands in time is told, and what fails in time is thrown", async () => {
  expect(await landedWithin(Promise.resolve("landed"), 1_000)).toBe("landed");
  await expect(landedWithin(Promise.reject(new Error("crashed")), 1_000)).rejects.toThrow("crashed");
});

test("what is under way after this time is not waited for", async () => {
  vi.useFakeTimers();
  const ended = vi.fn();
  void landedWithin(never, 30).then(ended);
  await vi.advanceTimersByTimeAsync(29);
  expect(ended).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(ended.mock.calls).toEqual([[undefined]]);
});

test.each([0, -1])("no time is no wait: %d", async (timeMs) => {
  vi.useFakeTimers();
  expect(await landedWithin(never, timeMs)).toBeUndefined();
  expect(vi.getTimerCount()).toBe(0);
});
