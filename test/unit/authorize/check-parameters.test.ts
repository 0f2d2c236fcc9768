import { expect, test } from "vitest";
import { checkParameters } from "../../../shared/authorize/check-parameters.ts";
import { aGrant, codeOf, failureOf } from "../../support/policy-fixtures.ts";

const dataset = { name: "dataset", pattern: "[a-z0-9-]{1,40}", description: undefined };
const region = { name: "region", pattern: "eu|us", description: undefined };
const grant = aGrant({ parameters: [dataset, region] });
const good = { dataset: "sales-2026", region: "eu" };

function check(parameters: Readonly<Record<string, string>>, of = grant): string {
  return codeOf(() => checkParameters(of, new Map(Object.entries(parameters))));
}

test("each declared one, whole", () => {
  const parameters = new Map(Object.entries(good));
  expect(checkParameters(grant, parameters)).toEqual(parameters);
  expect(check({})).toBe("InvalidParameter");
  expect(check({}, aGrant())).toBe("allowed");
});

test.each<[string, Readonly<Record<string, string>>]>([
  ["missing", { region: "eu" }],
  ["undeclared beside the declared", { ...good, team: "etl" }],
  ["undeclared instead", { region: "eu", Dataset: "sales-2026" }],
  ["__proto__", { ...good, ["__proto__"]: "x" }],
  ["constructor", { ...good, constructor: "x" }],
  ["empty", { ...good, dataset: "" }],
  ["of another form", { ...good, dataset: "Sales" }],
  ["followed by a line break", { ...good, dataset: "sales\n" }],
  ["with one alternative inside", { ...good, region: "eu-attacker" }],
  ["with the other alternative inside", { ...good, region: "attacker-us" }],
  ["over the length", { ...good, dataset: "a".repeat(41) }],
])("a parameter that is %s is refused", (_, parameters) => {
  expect(check(parameters)).toBe("InvalidParameter");
});

test("at the length it passes", () => {
  expect(check({ ...good, dataset: "a".repeat(40) })).toBe("allowed");
});

test("a grant that declares none takes none", () => {
  expect(check({ dataset: "x" }, aGrant())).toBe("InvalidParameter");
});

test("the caller is told which declared one is wrong, never a value or a name of its own", () => {
  const publicDetail = (parameters: Readonly<Record<string, string>>) =>
    failureOf(() => checkParameters(grant, new Map(Object.entries(parameters))));
  expect(publicDetail({ region: "eu" })).toMatchObject({ publicDetail: "Parameter dataset is missing" });
  expect(publicDetail({ ...good, dataset: "<b>" })).toMatchObject({
    publicDetail: "Parameter dataset is not of the declared form",
  });
  const unknown = publicDetail({ ...good, "<b>": "<i>" });
  expect(unknown).toMatchObject({ code: "InvalidParameter", publicDetail: undefined });
  expect(unknown?.message).not.toMatch(/<[bi]>/);
});
