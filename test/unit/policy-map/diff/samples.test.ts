import { expect, test } from "vitest";
import { addressRange, printAddress } from "../../../../shared/policy-map/diff/address-range.ts";
import { exampleTexts } from "../../../../shared/policy-map/diff/example-texts.ts";
import { rememberByText } from "../../../../shared/policy-map/diff/remember-by-text.ts";
import { withClaim } from "../../../../shared/policy-map/diff/sample-claims.ts";

test.each([
  "[a-z][a-z0-9-]{1,30}",
  "a|bc|d.e",
  "(?:x|y)+z?",
  "(?P<name>ab){2}",
  "(?i:abc)*",
  "\\d{4}-\\d\\d",
  "\\w+\\.example\\.com",
  "^start.*end$",
  "\\Aa\\z",
  "[^a0]b",
  "[^a-z]",
  "[]a]",
  "[\\d-]+",
  "x{3,}",
  "x{0}",
  "\\S+\\s\\D\\W",
  "repo:org/[a-z]+:ref:refs/heads/main",
  "",
])("examples of %j are known, and the engine takes each", (pattern) => {
  const examples = exampleTexts(pattern);
  expect(examples.length).toBeGreaterThan(0);
  expect(examples.length).toBeLessThanOrEqual(24);
});

test("examples lie at the edges", () => {
  expect(exampleTexts("[a-c]{2,4}")).toEqual(expect.arrayContaining(["aa", "aaa", "aaaa", "cc"]));
  expect(exampleTexts("a|b|c")).toEqual(["a", "b", "c"]);
});

test.each(["\\pL\\pL", "[[:alpha:]]{3}", "x{300}"])("no example of %j is better than a wrong one", (pattern) => {
  expect(exampleTexts(pattern)).toEqual([]);
});

test("what is remembered of a text is forgotten in time", () => {
  let made = 0;
  const make = rememberByText((text) => {
    made++;
    return text.length;
  });
  for (let round = 0; round < 2; round++) expect(make("a")).toBe(1);
  expect(made).toBe(1);
  for (let index = 0; index < 4_096; index++) make(`text ${index}`);
  make("a");
  expect(made).toBe(4_098);
});

test("addresses are read and printed", () => {
  expect(addressRange("10.0.0.0/30")).toEqual({ family: 4, first: 0x0a000000n, last: 0x0a000003n });
  expect(addressRange("2001:db8::1:0/112").last - addressRange("2001:db8::1:0/112").first).toBe(0xffffn);
  expect(addressRange("::/128").first).toBe(0n);
  expect(addressRange("1:2:3:4:5:6:7:8/128").first).toBe(0x00010002000300040005000600070008n);
  expect(printAddress(4, 0x0a000003n)).toBe("10.0.0.3");
  expect(printAddress(4, -1n)).toBeUndefined();
  expect(printAddress(4, 1n << 32n)).toBeUndefined();
  expect(printAddress(6, 1n)).toBe("0:0:0:0:0:0:0:1");
});

test("claims are set at any depth, and names that JavaScript knows are names like any", () => {
  expect(withClaim({ a: 1 }, ["a", "b"], 2)).toEqual({ a: { b: 2 } });
  expect(withClaim({ a: { c: 1 } }, ["a", "b"], 2)).toEqual({ a: { c: 1, b: 2 } });
  expect(withClaim({ a: 1, b: 2 }, ["a"], undefined)).toEqual({ b: 2 });
  const hostile = withClaim({}, ["__proto__"], "x");
  expect(Object.hasOwn(hostile, "__proto__")).toBe(true);
  expect(Object.getPrototypeOf(hostile)).toBe(Object.prototype);
});
