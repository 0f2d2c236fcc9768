import { expect, test } from "vitest";
import { createSessionCache } from "../../../shared/vend/session-cache.ts";
import { aSession } from "./assumptions.ts";

const [one, two, three] = ["one", "two", "three"].map((accessKeyId) => aSession({ accessKeyId })) as [
  ReturnType<typeof aSession>,
  ReturnType<typeof aSession>,
  ReturnType<typeof aSession>,
];

test("as many sessions as the limit says are kept, and not one more", () => {
  const cache = createSessionCache(2);
  cache.set("1", one);
  cache.set("2", two);
  expect([cache.get("1"), cache.get("2")]).toEqual([one, two]);
  cache.set("3", three);
  expect([cache.get("1"), cache.get("2"), cache.get("3")]).toEqual([undefined, two, three]);
});

test("the one that was used longest ago goes first", () => {
  const cache = createSessionCache(2);
  cache.set("1", one);
  cache.set("2", two);
  cache.get("1");
  cache.set("3", three);
  expect([cache.get("1"), cache.get("2"), cache.get("3")]).toEqual([one, undefined, three]);
});

test("a session takes the place of its predecessor, and no other's", () => {
  const cache = createSessionCache(2);
  cache.set("1", one);
  cache.set("2", two);
  cache.set("1", three);
  expect([cache.get("1"), cache.get("2")]).toEqual([three, two]);
});

test("a session that is deleted is gone", () => {
  const cache = createSessionCache(2);
  cache.set("1", one);
  cache.delete("1");
  cache.delete("never there");
  expect(cache.get("1")).toBeUndefined();
});
