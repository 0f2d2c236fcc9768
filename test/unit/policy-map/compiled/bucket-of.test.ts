import { expect, test } from "vitest";
import { bucketOf } from "../../../../shared/policy-map/compiled/bucket-of.ts";

// The test vectors of the FNV draft, 32-bit FNV-1a.
test.each([
  ["", 0x811c9dc5],
  ["a", 0xe40c292c],
  ["foobar", 0xbf9cf968],
])("the hash of %j is FNV-1a's", (key, hash) => {
  expect(bucketOf(key, 2 ** 32)).toBe(hash);
});

test("a bucket is always one of those that there are", () => {
  for (const buckets of [1, 3, 5_000]) {
    const places = Array.from({ length: 1_000 }, (_, nth) => bucketOf(`ngrant-${nth}`, buckets));
    expect(Math.min(...places)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...places)).toBeLessThan(buckets);
  }
});
