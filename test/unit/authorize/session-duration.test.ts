import { expect, test } from "vitest";
import { sessionDuration } from "../../../shared/authorize/session-duration.ts";
import { aGrant, codeOf, failureOf } from "../../support/policy-fixtures.ts";

const grant = aGrant({ durationSeconds: 7_200 });

test("the grant's bound where nothing is asked", () => {
  expect(sessionDuration(grant, undefined)).toBe(7_200);
});

test.each([900, 901, 3_600, 7_199, 7_200])("%d s is inside", (seconds) => {
  expect(sessionDuration(grant, seconds)).toBe(seconds);
});

test.each([899, 7_201, 43_200, 0, -900, 900.5, 3_600.000_1, Number.NaN, Number.POSITIVE_INFINITY])(
  "%d s is outside",
  (seconds) => {
    expect(codeOf(() => sessionDuration(grant, seconds))).toBe("DurationOutOfRange");
  },
);

test("the caller is told the bounds", () => {
  expect(failureOf(() => sessionDuration(grant, 7_201))).toMatchObject({
    publicDetail: "The duration must be 900 to 7200 seconds",
  });
});

test("the longest that STS gives", () => {
  expect(sessionDuration(aGrant({ durationSeconds: 43_200 }), 43_200)).toBe(43_200);
  expect(codeOf(() => sessionDuration(aGrant({ durationSeconds: 43_200 }), 43_201))).toBe("DurationOutOfRange");
});
