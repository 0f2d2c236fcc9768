import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readRequest } from "../../../shared/http/read-request.ts";
import { payload1, payload2 } from "./gateway-events.ts";

const invalid = expect.objectContaining({ name: "Refusal", code: "InvalidRequest" });

describe("the query", () => {
  const queryOf = (rawQueryString: string) => readRequest(payload2({ rawQueryString })).query;

  test.each<[string, [string, string[]][]]>([
    ["", []],
    ["&&", []],
    ["a", [["a", [""]]]],
    ["a=", [["a", [""]]]],
    ["=b", [["", ["b"]]]],
    ["a=b=c", [["a", ["b=c"]]]],
    [
      "a=1&b=2&a=3",
      [
        ["a", ["1", "3"]],
        ["b", ["2"]],
      ],
    ],
    ["a=x+y%2Bz", [["a", ["x y+z"]]]],
    ["p%61ram.x=%C3%A9", [["param.x", ["é"]]]],
    ["a=%2541", [["a", ["%41"]]]],
    ["__proto__=1", [["__proto__", ["1"]]]],
  ])("%j is read", (raw, entries) => {
    expect([...queryOf(raw)]).toStrictEqual(entries);
  });

  test.each(["a=%", "a=%zz", "%=a", "a=%C3", "a=%ed%a0%80"])("%j is refused", (raw) => {
    expect(() => queryOf(raw)).toThrow(invalid);
  });

  test("holds 100 parameters, not 101", () => {
    const raw = (count: number) => Array.from({ length: count }, () => "a=1").join("&");
    expect(queryOf(raw(100)).get("a")).toHaveLength(100);
    expect(() => queryOf(raw(101))).toThrow(invalid);
  });

  test("holds names of 256 characters and values of 2048, not more", () => {
    expect(queryOf(`${"n".repeat(256)}=${"v".repeat(2048)}`).size).toBe(1);
    expect(() => queryOf(`${"n".repeat(257)}=v`)).toThrow(invalid);
    expect(() => queryOf(`n=${"v".repeat(2049)}`)).toThrow(invalid);
  });

  test("may be absent from an event of payload 2.0", () => {
    expect(readRequest(payload2({ rawQueryString: undefined })).query.size).toBe(0);
  });

  test("of payload 1.0 has been decoded already", () => {
    const event = payload1({ multiValueQueryStringParameters: { "param.a": ["100%", "x+y"] } });
    expect([...readRequest(event).query]).toStrictEqual([["param.a", ["100%", "x+y"]]]);
  });

  test("of payload 1.0 falls back to the single values", () => {
    const event = payload1({ multiValueQueryStringParameters: undefined, queryStringParameters: { a: "1", b: null } });
    expect([...readRequest(event).query]).toStrictEqual([["a", ["1"]]]);
  });

  test.each([{ "\ud800": ["a"] }, { a: ["\udfff"] }])(
    "of payload 1.0 with half a character is refused (%#)",
    (query) => {
      expect(() => readRequest(payload1({ multiValueQueryStringParameters: query }))).toThrow(invalid);
    },
  );

  test("reads back as it was written", () => {
    const pairs = fc.array(fc.tuple(fc.string({ unit: "grapheme", maxLength: 9 }), fc.string({ unit: "grapheme" })), {
      maxLength: 9,
    });
    fc.assert(
      fc.property(pairs, (written) => {
        const read = queryOf(new URLSearchParams(written).toString());
        const expected = new Map<string, string[]>();
        for (const [name, value] of written) {
          expected.set(name, [...(expected.get(name) ?? []), value]);
        }
        expect(read).toStrictEqual(expected);
      }),
    );
  });
});
