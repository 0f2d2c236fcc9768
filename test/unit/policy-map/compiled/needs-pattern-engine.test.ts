import { expect, test } from "vitest";
import type { Matcher } from "../../../../shared/model/policy-document.ts";
import { loadCompiledMap } from "../../../../shared/policy-map/compiled/load-compiled-map.ts";
import { writeCompiledMap } from "../../../../shared/policy-map/compiled/write-compiled-map.ts";
import { aCaller, aDenial, aDocument, aGrant, conditions, where } from "../../../support/policy-fixtures.ts";

const asking = (matcher: Matcher) => conditions({ claims: [{ ...where("sub", ""), matcher }] });
const headOf = (text: string) => JSON.parse(text).head as { readonly needsPatternEngine?: boolean };

test.each<[matcher: Matcher, needed: true | undefined]>([
  [{ kind: "matches", pattern: "[a-z][a-z0-9-]{1,30}" }, undefined],
  [{ kind: "matches", pattern: "(?:report|export)-runner" }, true],
  [{ kind: "glob", pattern: "report-*" }, undefined],
  [{ kind: "glob", pattern: "report-**" }, true],
  // As a value it is no pattern.
  [{ kind: "equals", value: "(?:report|export)-runner" }, undefined],
])("a compiled map says whether its patterns need RE2's engine: %j", (matcher, needed) => {
  const when = asking(matcher);
  const [ofGrant, ofDenial] = [
    writeCompiledMap(aDocument({ grants: [aGrant({ when })], deny: [] })),
    writeCompiledMap(aDocument({ grants: [], deny: [aDenial({ ...when })] })),
  ];
  expect([headOf(ofGrant).needsPatternEngine, headOf(ofDenial).needsPatternEngine]).toEqual([needed, needed]);
});

test("a map that says so finds the same grants", () => {
  const when = asking({ kind: "matches", pattern: "(?:report|export)-runner" });
  const document = aDocument({ grants: [aGrant({ when })], deny: [] });
  const map = loadCompiledMap(writeCompiledMap(document), "map.json");
  expect(map.candidateGrants(aCaller({ sub: "report-runner" })).map(({ rule }) => rule)).toEqual(document.grants);
});
