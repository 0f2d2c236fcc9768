import { describe, expect, test } from "vitest";
import { applyAcceptances } from "../../../../shared/policy-map/lint/apply-acceptances.ts";
import type { LintFinding } from "../../../../shared/policy-map/lint/lint-finding.ts";

const finding: LintFinding = {
  lint: "short-duration",
  path: ["grants", "nightly", "assume", "duration"],
  message: "is 20 minutes",
  repair: "use at least 30m",
  level: "info",
};
const accept = (path: readonly string[], lint = "short-duration", reason = "it is meant") => ({ path, lint, reason });

describe("applyAcceptances", () => {
  test.each([
    ["the place itself", finding.path as string[]],
    ["the grant", ["grants", "nightly"]],
    ["the whole map", []],
  ])("accepts at %s", (_, path) => {
    expect(applyAcceptances([finding], [accept(path)])).toEqual({
      open: [],
      accepted: [{ finding, reason: "it is meant" }],
      unused: [],
    });
  });

  test.each([
    ["another grant", accept(["grants", "night"])],
    ["another lint", accept(["grants", "nightly"], "admin-role")],
    ["a place further in", accept([...(finding.path as string[]), "x"])],
  ])("does not accept by %s, and says that it accepts nothing", (_, acceptance) => {
    const { open, accepted, unused } = applyAcceptances([finding], [acceptance]);
    expect(open).toEqual([finding]);
    expect(accepted).toEqual([]);
    expect(unused).toMatchObject([
      { lint: "unused-acceptance", level: "warning", path: [...acceptance.path, "accept", acceptance.lint] },
    ]);
  });

  test("the nearest acceptance gives the reason, and the other one is idle only if nothing else needs it", () => {
    const elsewhere = { ...finding, path: ["grants", "other"] };
    const acceptances = [
      accept([], "short-duration", "all of them"),
      accept(["grants", "nightly"], "short-duration", "this one"),
    ];
    const { accepted, unused } = applyAcceptances([finding, elsewhere], acceptances);
    expect(accepted.map(({ reason }) => reason)).toEqual(["this one", "all of them"]);
    expect(unused).toEqual([]);
  });

  test("a finding of the whole map", () => {
    const whole = { ...finding, lint: "no-grants", path: [] } as const;
    expect(applyAcceptances([whole], [accept([], "no-grants")]).open).toEqual([]);
    expect(applyAcceptances([whole], []).open).toEqual([whole]);
  });

  test.each(["short", "constructor", "__proto__", ""])("the id %j is of no lint", (lint) => {
    const { unused } = applyAcceptances([], [accept(["accounts", "a"], lint)]);
    expect(unused).toMatchObject([{ lint: "unknown-lint", level: "error", path: ["accounts", "a", "accept", lint] }]);
  });
});
