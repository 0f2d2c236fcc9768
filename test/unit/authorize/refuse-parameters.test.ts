import { expect, test } from "vitest";
import { refuseParameters } from "../../../shared/authorize/refuse-parameters.ts";
import { claim, codeOf, failureOf, param } from "../../support/policy-fixtures.ts";

test("claims, names and text pass", () => {
  const template = ["team-", claim("team"), { from: "grant" }, { from: "issuer" }] as const;
  expect(codeOf(() => refuseParameters(template, "tag team", "g"))).toBe("allowed");
});

test("a parameter is the map's fault, wherever it stands", () => {
  expect(codeOf(() => refuseParameters([param("dataset")], "tag team", "g"))).toBe("Internal");
  const failure = failureOf(() => refuseParameters([claim("team"), "-", param("dataset")], "tag team", "g"));
  expect(failure).toMatchObject({ name: "Fault", reason: "grant g: a parameter may not go into tag team" });
});
