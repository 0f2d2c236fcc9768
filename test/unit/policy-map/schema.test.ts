import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import {
  type AuthoredPolicyMap,
  mapTestsJsonSchema,
  policyMapJsonSchema,
  policyMapSchema,
} from "../../../shared/policy-map/schema.ts";
import { fullMap } from "./full-map.ts";

/** The paths of all properties that an editor could say nothing about. */
function undescribed(schema: unknown, path: string): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, part]: [string, unknown]) => {
    const inner = undescribed(part, `${path}/${key}`);
    const isDescribed = typeof part === "object" && part !== null && "description" in part;
    return path.endsWith("/properties") && !isDescribed ? [`${path}/${key}`, ...inner] : inner;
  });
}

/** The paths of all objects that would let an unknown key pass. */
function open(schema: unknown, path: string): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const isOpen = "properties" in schema && !("additionalProperties" in schema && schema.additionalProperties === false);
  const inner = Object.entries(schema).flatMap(([key, part]: [string, unknown]) => open(part, `${path}/${key}`));
  return isOpen ? [path, ...inner] : inner;
}

describe.each([
  ["of a map", policyMapJsonSchema(), ["version"], "urn:credential-vending:schema:policy-map:1"],
  [
    "of a file of tests",
    mapTestsJsonSchema(),
    ["version", "tests"],
    "urn:credential-vending:schema:policy-map-tests:1",
  ],
])("the JSON Schema %s", (_what, schema, required, id) => {
  it("describes every key", () => {
    expect(undescribed(schema, "")).toEqual([]);
  });

  it("is of draft 7, closed, and says what it is", () => {
    expect(schema).toMatchObject({
      $schema: "http://json-schema.org/draft-07/schema#",
      $id: id,
      title: expect.stringMatching(/policy map/i),
      type: "object",
      required,
      additionalProperties: false,
    });
    expect(open(schema, "")).toEqual([]);
  });
});

describe("the JSON Schema of a map", () => {
  it("has every section and the defaults of what may be left out", () => {
    const { properties } = policyMapJsonSchema() as { readonly properties: Record<string, object> };
    expect(Object.keys(properties)).toEqual([
      "$schema",
      "version",
      "issuers",
      "accounts",
      "grants",
      "deny",
      "tests",
      "include",
      "defaults",
      "accept",
    ]);
    expect(properties["grants"]).toMatchObject({
      additionalProperties: {
        properties: { format: { default: "container" }, assume: { properties: { duration: { default: "1h" } } } },
      },
    });
    expect(properties["defaults"]).toMatchObject({ properties: { format: { default: "container" } } });
  });

  it("comes from the schema that takes a whole map", () => {
    const map: AuthoredPolicyMap = policyMapSchema.parse(parse(fullMap, { merge: true }));
    expect(Object.keys(map.grants ?? {})).toEqual(["nightly", "fleet"]);
    expect(map.tests).toHaveLength(2);
  });
});
