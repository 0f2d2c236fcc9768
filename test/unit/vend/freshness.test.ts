import { expect, test } from "vitest";
import { isFresh, isUsable } from "../../../shared/vend/freshness.ts";
import { aSession } from "./assumptions.ts";

const session = aSession();
const secondsLeft = (seconds: number) => session.expiresAtMs - seconds * 1_000;

test.each([
  ["an hour: 30 minutes", 3_600, 30 * 60],
  ["twelve hours: 30 minutes", 43_200, 30 * 60],
  ["half an hour: half of it", 1_800, 15 * 60],
  ["a quarter of an hour: half of it", 900, 450],
  ["just under an hour: half of it", 3_598, 1_799],
])("a session of %s must be left", (_of, durationSeconds, floorSeconds) => {
  const inside = isFresh(session, durationSeconds, secondsLeft(floorSeconds));
  const outside = isFresh(session, durationSeconds, secondsLeft(floorSeconds) + 1);
  expect([inside, outside]).toEqual([true, false]);
});

test("a session is better than an error while two minutes are left", () => {
  expect([isUsable(session, secondsLeft(120)), isUsable(session, secondsLeft(120) + 1)]).toEqual([true, false]);
});
