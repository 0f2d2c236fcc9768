import { expect, test } from "vitest";
import { landedWithin } from "../../../shared/vend/landed-within.ts";

const never = new Promise<string>(() => undefined);

test("what lands in time is told, and what fails in time is thrown", async () => {
  expect(await landedWithin(Promise.resolve("landed"), 1_000)).toBe("landed");
  await expect(landedWithin(Promise.reject(new Error("crashed")), 1_000)).rejects.toThrow("crashed");
});

test("what is under way after this time is not waited for", async () => {
  const startedMs = performance.now();
  expect(await landedWithin(never, 30)).toBeUndefined();
  expect(performance.now() - startedMs).toBeLessThan(500);
});

test.each([0, -1])("no time is no wait: %d", async (timeMs) => {
  expect(await landedWithin(never, timeMs)).toBeUndefined();
});
