import fc from "fast-check";
import { expect, test } from "vitest";
import { type Bounds, createBoundedMap } from "../../../shared/model/bounded-map.ts";

function fill(bounds: Bounds, ...entries: [key: string, bytes?: number][]) {
  const map = createBoundedMap<string>(bounds);
  for (const [key, bytes] of entries) map.set(key, `value of ${key}`, bytes);
  return map;
}

const held = (map: ReturnType<typeof fill>, ...keys: string[]) => keys.filter((key) => map.get(key) !== undefined);

test("as many entries as the bound says are kept, and not one more", () => {
  expect(held(fill({ entries: 2 }, ["1"], ["2"]), "1", "2")).toEqual(["1", "2"]);
  expect(held(fill({ entries: 2 }, ["1"], ["2"], ["3"]), "1", "2", "3")).toEqual(["2", "3"]);
});

test("as many bytes as the bound says are kept, and not one more", () => {
  const bounds = { entries: 10, bytes: 100 };
  expect(held(fill(bounds, ["1", 60], ["2", 40]), "1", "2")).toEqual(["1", "2"]);
  expect(held(fill(bounds, ["1", 60], ["2", 41]), "1", "2")).toEqual(["2"]);
  expect(held(fill(bounds, ["1", 30], ["2", 30], ["3", 30], ["4", 90]), "1", "2", "3", "4")).toEqual(["4"]);
});

test("one that is over the bound by itself is not kept, and neither is what had to go for it", () => {
  expect(held(fill({ entries: 10, bytes: 100 }, ["1", 60], ["2", 101]), "1", "2")).toEqual([]);
});

test("the one that was used longest ago goes first", () => {
  const map = fill({ entries: 2 }, ["1"], ["2"]);
  map.get("1");
  map.set("3", "new");
  expect(held(map, "1", "2", "3")).toEqual(["1", "3"]);
});

test("a value takes the place of its predecessor, and no other's", () => {
  const map = fill({ entries: 2, bytes: 100 }, ["1", 50], ["2", 50]);
  map.set("1", "another", 50);
  expect([map.get("1"), map.get("2")]).toEqual(["another", "value of 2"]);
});

test("what is deleted is gone, and its bytes are free", () => {
  const map = fill({ entries: 2, bytes: 100 }, ["1", 50], ["2", 50]);
  map.delete("1");
  map.delete("never there");
  map.set("3", "new", 50);
  expect(held(map, "1", "2", "3")).toEqual(["2", "3"]);
});

test("it holds what a plain list of the last uses would", () => {
  const operations = fc.array(
    fc.tuple(fc.constantFrom("get", "set", "delete"), fc.constantFrom("a", "b", "c", "d", "e"), fc.nat(60)),
  );
  fc.assert(
    fc.property(operations, (sequence) => {
      const map = createBoundedMap<number>({ entries: 3, bytes: 100 });
      let model: { key: string; value: number }[] = [];
      for (const [operation, key, value] of sequence) {
        const known = model.find((entry) => entry.key === key);
        if (operation === "get") expect(map.get(key)).toBe(known?.value);
        if (operation === "set") map.set(key, value, value);
        if (operation === "delete") map.delete(key);
        const kept = operation === "set" ? { key, value } : known;
        model = model.filter((entry) => entry.key !== key);
        if (kept !== undefined && operation !== "delete") model.push(kept);
        while (model.length > 3 || model.reduce((sum, entry) => sum + entry.value, 0) > 100) model.shift();
      }
    }),
  );
});
