import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { PolicyDocument } from "../../../../shared/model/policy-document.ts";
import { writeCompiledMap } from "../../../../shared/policy-map/compiled/write-compiled-map.ts";
import { documentDigest } from "../../../../shared/policy-map/document-digest.ts";
import { aDocument, aGrant, conditions, where } from "../../../support/policy-fixtures.ts";

const lines = (document: PolicyDocument) => writeCompiledMap(document).split("\n");

test("a compiled map is JSON that carries its own digest and the document's", () => {
  const document = aDocument();
  const text = writeCompiledMap(document, { testsPassed: 7 });
  const { compiledPolicyMap, sha256, head, parts } = JSON.parse(text);
  expect(compiledPolicyMap).toBe(2);
  expect(sha256).toBe(
    createHash("sha256")
      .update(text.slice(text.indexOf("\n") + 1))
      .digest("hex"),
  );
  expect(head).toMatchObject({
    digest: documentDigest(document),
    testsPassed: 7,
    counts: { grants: 1, denials: 1 },
    issuers: [{ name: "corp" }],
  });
  const { shared, grants, denials, buckets } = head.counts;
  expect(parts).toHaveLength(shared + grants + denials + buckets);
});

test("the same document always gives the same text, in whatever order its members stand", () => {
  const document = aDocument({ grants: [aGrant(), aGrant({ name: "other" })] });
  const text = writeCompiledMap(document);
  expect(writeCompiledMap(structuredClone(document))).toBe(text);
  expect(writeCompiledMap(JSON.parse(JSON.stringify(document)))).toBe(text);
  expect(writeCompiledMap({ ...document, grants: [aGrant()] })).not.toBe(text);
});

test("each part is a line of its own, where the directory says", () => {
  const [, head = "", directory = "", , ...rest] = lines(aDocument());
  const { placeDigits } = JSON.parse(`{${head.slice(0, -1)}}`).head;
  const digits = JSON.parse(`{${directory.slice(0, -1)}}`).directory as string;
  const places = digits.match(new RegExp(`.{${placeDigits}}`, "g"))?.map(Number) ?? [];
  const parts = rest.join("\n");
  const texts = places.slice(0, -1).map((place, part) => parts.slice(place, (places[part + 1] ?? 0) - 2));
  expect(texts.length).toBeGreaterThan(3);
  expect(texts.map((text) => JSON.parse(text))).toEqual(JSON.parse(`[${parts.slice(0, -"]}\n".length)}]`));
});

test("the text is ASCII, whatever the map says", () => {
  const when = conditions({ claims: [where("sub", "ünï-\u{1f600}-\ud83d-\u007f")] });
  const text = writeCompiledMap(aDocument({ grants: [aGrant({ description: "größer\u2028", when })] }));
  expect(text).toMatch(/^[\n -~]*$/);
  expect(text).toContain("gr\\u00f6\\u00dfer\\u2028");
});

test("families of grants are written once, and only what is their own again", () => {
  const family = (count: number) =>
    aDocument({
      grants: Array.from({ length: count }, (_, nth) =>
        aGrant({ name: `grant-${nth}`, when: conditions({ claims: [where("sub", `runner-${nth}`)] }) }),
      ),
    });
  const [some, more] = [writeCompiledMap(family(100)), writeCompiledMap(family(200))];
  expect(JSON.stringify(aGrant()).length).toBeGreaterThan(900);
  expect((more.length - some.length) / 100).toBeLessThan(220);
});

test("a map that grants nothing can be compiled", () => {
  const { head } = JSON.parse(writeCompiledMap(aDocument({ issuers: [], grants: [], deny: [] })));
  expect(head.counts).toEqual({ shared: 0, grants: 0, denials: 0, buckets: 0 });
});

/*
 * Where this fails, compiled maps have changed. Services that are deployed must not take them for what they know: unless
 * they read the new text to the same effect, raise `compiledFormat`.
 */
test("the format is the one that services read", () => {
  expect(lines(aDocument()).slice(1)).toMatchSnapshot();
});
