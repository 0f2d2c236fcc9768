import { expect, test } from "vitest";
import { fitIntoPolicies } from "../../../../build/rights/fit-into-policies.ts";

const reading = { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::maps/live.json"] } as const;

/** Leave to assume so many roles, and to read a map. */
function rightsTo(count: number) {
  const roles = Array.from(
    { length: count },
    (_, index) => `arn:aws:iam::111122223333:role/vended/role-${1000 + index}`,
  );
  return [{ Effect: "Allow", Action: ["sts:AssumeRole"], Resource: roles } as const, reading];
}

test("few rights are in the role itself", () => {
  const few = rightsTo(50);
  expect(fitIntoPolicies(few)).toEqual({ inline: few, managed: [] });
});

test("three hundred roles are in managed policies that IAM takes, all of them and nothing else", () => {
  const many = rightsTo(300);
  const { inline, managed } = fitIntoPolicies(many);
  expect(inline).toEqual([]);
  expect(managed.length).toBeGreaterThan(1);
  for (const Statement of managed) {
    expect(JSON.stringify({ Version: "2012-10-17", Statement }).length).toBeLessThanOrEqual(6_144);
  }
  const carried = managed.flat().flatMap(({ Action, Resource }) => Resource.map((arn) => `${Action} ${arn}`));
  expect(carried).toEqual(many.flatMap(({ Action, Resource }) => Resource.map((arn) => `${Action} ${arn}`)));
});

test("more than a role carries is refused, with what to do", () => {
  expect(fitIntoPolicies(rightsTo(2_000)).managed.length).toBeLessThanOrEqual(20);
  expect(() => fitIntoPolicies(rightsTo(3_000))).toThrow(/a role carries 20: let it assume one role in each account/);
});
