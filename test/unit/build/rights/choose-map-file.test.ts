import { expect, test } from "vitest";
import { chooseMapFile } from "../../../../build/rights/choose-map-file.ts";

test.each([
  ["my.yaml", "s3://maps/live.json", { path: "my.yaml", isDemo: false }],
  ["my.yaml", "", { path: "my.yaml", isDemo: false }],
  ["", "file:maps/prod.yaml", { path: "maps/prod.yaml", isDemo: false }],
  ["", "s3://maps/live.json", { path: "local/demo/policy-map.yaml", isDemo: true }],
  ["", "", { path: "local/demo/policy-map.yaml", isDemo: true }],
  ["./local/demo/policy-map.yaml", "", { path: "./local/demo/policy-map.yaml", isDemo: true }],
])("POLICY_MAP_FILE=%s and POLICY_MAP=%s are read from %j", (policyMapFile, policyMap, expected) => {
  expect(chooseMapFile({ policyMapFile, policyMap })).toEqual(expected);
});

test("a POLICY_MAP that is no place is refused", () => {
  expect(() => chooseMapFile({ policyMapFile: "", policyMap: "elsewhere" })).toThrow("no place for a policy map");
});
