import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sessionDuration } from "../../../shared/authorize/session-duration.ts";
import { aGrant, codeOf, failureOf } from "../../support/policy-fixtures.ts";

const grant = aGrant({ durationSeconds: 7_200 });

test("the grant's bound where nothing is asked", () => {
  expect(sessionDuration(grant, undefined, 60)).toBe(7_200);
});

test.each([900, 901, 3_600, 7_199, 7_200])("%d s is inside", (seconds) => {
  expect(sessionDuration(grant, seconds, 60)).toBe(seconds);
});

test.each([899, 7_201, 43_200, 0, -900, 900.5, 3_600.000_1, Number.NaN, Number.POSITIVE_INFINITY])(
  "%d s is outside",
  (seconds) => {
    expect(codeOf(() => sessionDuration(grant, seconds, 60))).toBe("DurationOutOfRange");
  },
);

test("the caller is told the bounds", () => {
  expect(failureOf(() => sessionDuration(grant, 7_201, 60))).toMatchObject({
    publicDetail: "The duration must be 900 to 7200 seconds",
  });
});

test("the longest that STS gives", () => {
  expect(sessionDuration(aGrant({ durationSeconds: 43_200 }), 43_200, 60)).toBe(43_200);
  expect(codeOf(() => sessionDuration(aGrant({ durationSeconds: 43_200 }), 43_201, 60))).toBe("DurationOutOfRange");
});

describe("capped at the token's end", () => {
  const capped = aGrant({ durationSeconds: 3_600, capAt: "token" });

  test.each([
    ["a token that outlives the session changes nothing", 3_605, undefined, 3_600],
    ["by hardly too little, it is a step shorter", 3_604.9, undefined, 3_300],
    ["it follows the token in steps of five minutes", 2_000, undefined, 1_800],
    ["to the shortest that STS gives", 905, undefined, 900],
    ["what was asked for is given where the token lives as long", 1_205, 1_200, 1_200],
    ["to the second", 1_005, 1_000, 1_000],
    ["and shortened where it does not", 1_204.9, 1_200, 900],
  ])("%s", (_what, leftSeconds, askedSeconds, seconds) => {
    expect(sessionDuration(capped, askedSeconds, leftSeconds)).toBe(seconds);
  });

  test.each([904.9, 60, 0, -30])("a token that lives %d s more is as good as expired", (leftSeconds) => {
    for (const asked of [undefined, 900]) {
      expect(failureOf(() => sessionDuration(capped, asked, leftSeconds))).toMatchObject({
        code: "TokenExpired",
        reason: `grant nightly-report caps sessions at the token's end, which is in ${Math.floor(leftSeconds)} s`,
        publicDetail: "The token ends before the shortest session would; get a new token",
      });
    }
  });

  test("the grant's bound comes first", () => {
    expect(codeOf(() => sessionDuration(capped, 3_601, 60))).toBe("DurationOutOfRange");
  });

  test("no session outlives its token, whenever it was minted for whichever token", () => {
    const moment = fc.record({ nowSeconds: fc.nat(4_000), lifeSeconds: fc.nat(5_000) });
    fc.assert(
      fc.property(moment, moment, (minted, served) => {
        fc.pre(served.nowSeconds >= minted.nowSeconds && minted.lifeSeconds >= 905 && served.lifeSeconds >= 905);
        const seconds = sessionDuration(capped, undefined, minted.lifeSeconds);
        // Found in the cache where both ask STS the same.
        fc.pre(sessionDuration(capped, undefined, served.lifeSeconds) === seconds);
        expect(minted.nowSeconds + seconds).toBeLessThan(served.nowSeconds + served.lifeSeconds);
      }),
    );
  });
});
