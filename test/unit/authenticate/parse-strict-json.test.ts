import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseStrictJson } from "../../../shared/authenticate/parse-strict-json.ts";

function nested(depth: number): string {
  return `${'{"a":'.repeat(depth - 1)}{}${"}".repeat(depth - 1)}`;
}

describe("parseStrictJson", () => {
  it.each([
    ["a repeated name", '{"a":1,"a":1}'],
    ["a repeated name within an object", '{"a":{"b":1,"b":2}}'],
    ["a repeated name within a list", '[{"b":1,"b":2}]'],
    ["a name repeated in another spelling", '{"a":1,"\\u0061":2}'],
    ["a name repeated with white space before the colon", '{"a":1,"a" \n\t\r:2}'],
    ["a repeated __proto__", '{"__proto__":1,"__proto__":2}'],
    ["a lone surrogate", '"\\ud800"'],
    ["a lone surrogate in a list", '["\\udc00"]'],
    ["a lone surrogate in a name", '{"\\ud800":1}'],
    ["33 levels of objects", nested(33)],
    ["33 levels of lists", `${"[".repeat(33)}${"]".repeat(33)}`],
    ["what is not JSON", "{'a':1}"],
    ["nothing", ""],
    ["a byte order mark", "\ufeff{}"],
    ["text after the value", "{}{}"],
  ])("refuses %s", (_what, text) => {
    expect(parseStrictJson(text)).toBeUndefined();
  });

  it.each([
    ["32 levels", nested(32)],
    ["32 levels, and plain values in the deepest", `${"[".repeat(32)}1,true,null,"a"${"]".repeat(32)}`],
    ["one name in two objects", '{"a":{"c":1},"b":{"c":1}}'],
    ["text that looks like a member", '{"a":"\\"a\\":","b":["a",":","x:"],"c\\\\":1}'],
    ["a surrogate pair", '{"a":"\\ud83d\\ude00"}'],
    ["separators that JSON allows in strings", '{"a":"\u2028","\u2029":1}'],
    ["an empty name", '{"":1}'],
  ])("takes %s", (_what, text) => {
    expect(parseStrictJson(text)).toEqual(JSON.parse(text));
  });

  it("keeps __proto__ as a member and leaves prototypes alone", () => {
    const value = parseStrictJson('{"__proto__":{"admin":true}}') as Record<string, unknown>;
    expect(Object.hasOwn(value, "__proto__")).toBe(true);
    expect(value["admin"]).toBeUndefined();
    expect(({} as Record<string, unknown>)["admin"]).toBeUndefined();
  });

  it("gives up at once on what is not JSON, were it made to take long to count in", () => {
    expect(parseStrictJson(`"${'\\"'.repeat(1_000_000)}`)).toBeUndefined();
  });

  it("freezes at all depths", () => {
    const value = parseStrictJson('{"a":[{"b":{}}]}') as { a: { b: object }[] };
    expect([value, value.a, value.a[0], value.a[0]?.b].every(Object.isFrozen)).toBe(true);
  });

  it("takes every JSON value of well-formed strings, and refuses it once a member is repeated", () => {
    const strings = fc.string({ unit: "binary" });
    const values = fc.jsonValue({ maxDepth: 5, stringUnit: "binary" });
    fc.assert(
      fc.property(strings, values, values, (name, first, second) => {
        const member = (value: unknown) => `${JSON.stringify(name)} : ${JSON.stringify(value)}`;
        const text = `{${member(first)}}`;
        expect(parseStrictJson(text)).toEqual(JSON.parse(text));
        expect(parseStrictJson(`{${member(first)},${member(second)}}`)).toBeUndefined();
      }),
    );
  });
});
