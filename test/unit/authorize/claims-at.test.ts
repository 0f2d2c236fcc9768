import { expect, test } from "vitest";
import { claimsAt } from "../../../shared/authorize/claims-at.ts";
import type { ClaimPath, ClaimValue } from "../../../shared/model/claims.ts";
import { claimsOf } from "../../support/policy-fixtures.ts";

const claims = claimsOf(
  '{"sub":"runner","groups":["etl"],"realm":[{"roles":["a"]},"roles",null,{"other":1},[[{"roles":"b"}]],{"roles":null}],' +
    '"deep":{"list":[{"in":[{"it":1},{"it":2}]},{"in":{"it":[3]}}]},"__proto__":[{"role":"admin"}]}',
);

test.each<readonly [ClaimPath, readonly ClaimValue[]]>([
  [["sub"], ["runner"]],
  [["groups"], [["etl"]]],
  [["missing"], []],
  [["missing", "below"], []],
  [
    ["realm", "roles"],
    [["a"], "b", null],
  ],
  [["realm", "roles", "a"], []],
  [["realm", "0"], []],
  [["realm", "length"], []],
  [["sub", "length"], []],
  [
    ["deep", "list", "in", "it"],
    [1, 2, [3]],
  ],
  [["deep", "in", "it"], []],
  [["__proto__", "role"], ["admin"]],
  [["realm", "constructor"], []],
  [["toString"], []],
])("the claims at %j are %j", (path, expected) => {
  expect(claimsAt(claims, path)).toEqual(expected);
});
