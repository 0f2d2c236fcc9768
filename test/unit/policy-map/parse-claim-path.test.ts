import { describe, expect, it } from "vitest";
import { parseClaimPath } from "../../../shared/policy-map/parse-claim-path.ts";

describe("parseClaimPath", () => {
  it.each([
    ["groups", ["groups"]],
    ["realm_access.roles", ["realm_access", "roles"]],
    ["kubernetes\\.io.namespace", ["kubernetes.io", "namespace"]],
    ["https://corp\\.example/team", ["https://corp.example/team"]],
    ["a\\\\.b", ["a\\", "b"]],
    ["a\\\\\\.b", ["a\\.b"]],
    ["a b.c\nd", ["a b", "c\nd"]],
    ["constructor", ["constructor"]],
  ])("reads %j", (text, path) => {
    expect(parseClaimPath(text)).toEqual(path);
  });

  it.each([
    ["", "has an empty step"],
    [".", "has an empty step"],
    ["a.", "has an empty step"],
    [".a", "has an empty step"],
    ["a..b", "has an empty step"],
    ["a\\b", "has a backslash before no dot"],
    ["a\\", "has a backslash before no dot"],
    ["__proto__", "names __proto__"],
    ["a.__proto__.b", "names __proto__"],
  ])("refuses %j", (text, rule) => {
    expect(() => parseClaimPath(text)).toThrow(rule);
  });
});
