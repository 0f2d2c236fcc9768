import { expect, test } from "vitest";
import { checkConditions } from "../../../shared/authorize/check-conditions.ts";
import { aCaller, conditions, facts } from "../../support/policy-fixtures.ts";

const network = { cidrs: ["10.20.0.0/16"], vpcEndpointIds: [] };
const time = { days: ["wed"], fromMinute: 300, toMinute: 540, zone: "Europe/Berlin" } as const;
const mfa = { amr: ["mfa"], acr: [], maxAgeSeconds: undefined };
const signedIn = aCaller({ amr: ["pwd", "mfa"] });

test("a grant without further conditions has nothing against it", () => {
  expect(checkConditions(conditions(), aCaller(), facts({ sourceAddress: undefined }))).toEqual([]);
});

test("all that is asked holds", () => {
  expect(checkConditions(conditions({ network, time, mfa }), signedIn, facts())).toEqual([]);
});

test.each([
  ["network", signedIn, facts({ sourceAddress: "10.21.0.1" })],
  ["time", signedIn, facts({ nowMs: Date.UTC(2026, 9, 8, 5) })],
  ["mfa", aCaller({ amr: ["pwd"] }), facts()],
])("only %s fails, and is named", (condition, caller, circumstances) => {
  const failures = checkConditions(conditions({ network, time, mfa }), caller, circumstances);
  expect(failures).toHaveLength(1);
  expect(failures[0]).toMatch(new RegExp(`^${condition}: `));
});

test("every failure is named, for the record", () => {
  const circumstances = facts({ nowMs: Date.UTC(2026, 9, 8, 5), sourceAddress: undefined });
  expect(checkConditions(conditions({ network, time, mfa }), aCaller(), circumstances)).toHaveLength(3);
});
