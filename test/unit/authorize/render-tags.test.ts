import { expect, test } from "vitest";
import { renderTags } from "../../../shared/authorize/render-tags.ts";
import type { SessionTag } from "../../../shared/model/policy-document.ts";
import { aCaller, aTag, claim, codeOf, param } from "../../support/policy-fixtures.ts";

function render(tags: readonly SessionTag[], claims: Parameters<typeof aCaller>[0] = {}) {
  return renderTags(tags, { caller: aCaller(claims), parameters: new Map([["dataset", "sales"]]), grant: "nightly" });
}

test("keys with their values, in order", () => {
  expect(render([aTag("team", claim("team")), aTag("by", "vend/", { from: "grant" })])).toEqual([
    { key: "team", value: "etl-core" },
    { key: "by", value: "vend/nightly" },
  ]);
  expect(render([])).toEqual([]);
});

test.each([
  "",
  " ",
  "Größe 4711 _.:/=+-@",
  "東京",
  "a\u00a0b",
  "ｅｔｌ",
  "٣",
  "x".repeat(256),
  "é".repeat(256),
  7,
  true,
])("%j is a legal value", (team) => {
  expect(render([aTag("team", claim("team"))], { team })).toEqual([{ key: "team", value: String(team) }]);
});

test.each([
  "x".repeat(257),
  "*",
  "a?",
  "\u0024{aws:username}",
  '"',
  "'",
  "`",
  "\\",
  "a\nb",
  "a\r",
  "a\0b",
  "a\tb",
  "$&",
  "a,b",
  "a;b",
  "a|b",
  "<b>",
  "{a}",
  "a\u202eb",
  "a\u200bb",
  "\ud800",
  "a\udc00",
  "😀",
  "e\u0301",
  ["etl"],
  null,
  1.5,
])("%j is none", (team) => {
  expect(codeOf(() => render([aTag("team", claim("team"))], { team }))).toBe("NotGranted");
});

test("parts that are legal on their own can be too long together", () => {
  const tags = [aTag("team", claim("a"), ":", claim("b"))];
  const value = render(tags, { a: "x".repeat(127), b: "y".repeat(128) })[0]?.value;
  expect(value).toHaveLength(256);
  expect(codeOf(() => render(tags, { a: "x".repeat(128), b: "y".repeat(128) }))).toBe("NotGranted");
});

test("a caller never chooses a tag: a map that lets it is a fault, not a tag", () => {
  expect(codeOf(() => render([aTag("dataset", param("dataset"))]))).toBe("Internal");
  expect(codeOf(() => render([aTag("team", claim("team")), aTag("mixed", claim("team"), "-", param("dataset"))]))).toBe(
    "Internal",
  );
});
