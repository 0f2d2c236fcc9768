import { expect, test } from "vitest";
import { claimAt } from "../../../shared/authorize/claim-at.ts";
import type { ClaimPath, ClaimValue } from "../../../shared/model/claims.ts";
import { claimsOf } from "../../support/policy-fixtures.ts";

const claims = claimsOf(
  '{"sub":"runner","admin":false,"nothing":null,"groups":["etl"],"kubernetes.io":{"namespace":"etl","0":"zero"},' +
    '"__proto__":{"role":"admin"},"constructor":"mine"}',
);

const rows: readonly (readonly [ClaimPath, ClaimValue | undefined])[] = [
  [["sub"], "runner"],
  [["admin"], false],
  [["nothing"], null],
  [["groups"], ["etl"]],
  [["kubernetes.io", "namespace"], "etl"],
  [["kubernetes.io", "0"], "zero"],
  [["__proto__", "role"], "admin"],
  [["constructor"], "mine"],
  [["missing"], undefined],
  [["missing", "below"], undefined],
  [["kubernetes", "io", "namespace"], undefined],
  [["kubernetes.io", "missing"], undefined],
  [["nothing", "below"], undefined],
  [["sub", "length"], undefined],
  [["sub", "0"], undefined],
  [["groups", "0"], undefined],
  [["groups", "length"], undefined],
  [["toString"], undefined],
  [["hasOwnProperty"], undefined],
  [["kubernetes.io", "__proto__"], undefined],
  [["kubernetes.io", "constructor"], undefined],
  [["constructor", "name"], undefined],
];

test.each(rows)("the claim at %j is %j", (path, expected) => {
  expect(claimAt(claims, path)).toEqual(expected);
});

test("a claim called __proto__ changes nothing but itself", () => {
  expect(claimAt(claimsOf('{"__proto__":{"sub":"admin"}}'), ["sub"])).toBeUndefined();
});
