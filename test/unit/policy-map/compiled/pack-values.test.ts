import fc from "fast-check";
import { expect, test } from "vitest";
import { packValues } from "../../../../shared/policy-map/compiled/pack-values.ts";
import { unpackValue } from "../../../../shared/policy-map/compiled/unpack-value.ts";

function roundTrip(values: readonly unknown[]): readonly unknown[] {
  const { shapes, shared, texts } = packValues(values);
  const sharedAt = (place: number): unknown => unpackValue(shared[place] ?? "", shapes, sharedAt);
  return texts.map((text) => unpackValue(text, shapes, sharedAt));
}

test("whatever JSON can say comes back as it was", () => {
  const value = fc.jsonValue({ depthSize: "medium" });
  fc.assert(
    fc.property(fc.array(value, { maxLength: 6 }), (values) => {
      // Twice, so that everything is shared.
      const twice = [...values, ...values];
      expect(JSON.stringify(roundTrip(twice))).toBe(JSON.stringify(twice));
    }),
    { numRuns: 1_000 },
  );
});

test("lists that look like references, shapes or lists come back as they were", () => {
  const values = [[-1], [-2, 0], [[-2, 0]], [0, "x"], [null, 1], {}, [], [{}], { "": -2 }, -2];
  expect(roundTrip([...values, ...values])).toEqual([...values, ...values]);
});

test("what is repeated is written once, at any depth, and what is short where it stands", () => {
  const long = { name: "a value that is long enough" };
  const { shared, texts, shapes } = packValues([[long, 1], [long, 2], [[long]], [7], [7]]);
  expect(shared).toEqual(['[0,"a value that is long enough"]']);
  expect(texts).toEqual(["[-1,[-2,0],1]", "[-1,[-2,0],2]", "[-1,[-1,[-2,0]]]", "[-1,7]", "[-1,7]"]);
  expect(shapes).toEqual([["name"]]);
});

test("members that are undefined are left out", () => {
  expect(roundTrip([{ a: undefined, b: 1 }])).toStrictEqual([{ b: 1 }]);
});
