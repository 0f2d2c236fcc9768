import { expect, test } from "vitest";
import { freshnessOf } from "../../../shared/vend/freshness.ts";
import { aSession } from "./assumptions.ts";

const secondsLeft = (seconds: number) => aSession().expiresAtMs - seconds * 1_000;

test.each([
  ["an hour", 3_600, 40 * 60, 30 * 60],
  ["twelve hours", 43_200, 40 * 60, 30 * 60],
  ["half an hour", 1_800, 20 * 60, 15 * 60],
  ["a quarter of an hour", 900, 600, 450],
  ["just under an hour", 3_594, 2_396, 1_797],
])("a session of %s ages, then is stale, then spent", (_of, durationSeconds, agingSeconds, staleSeconds) => {
  const session = aSession({ durationSeconds });
  const pairOf = (seconds: number) => [
    freshnessOf(session, secondsLeft(seconds)),
    freshnessOf(session, secondsLeft(seconds) + 1),
  ];
  expect(pairOf(agingSeconds)).toEqual(["fresh", "aging"]);
  expect(pairOf(staleSeconds)).toEqual(["aging", "stale"]);
  expect(pairOf(120)).toEqual(["stale", "spent"]);
});

test("a session that has ended is spent", () => {
  expect(freshnessOf(aSession(), secondsLeft(-1))).toBe("spent");
});
