import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type AuthoredPolicyMap, policyMapJsonSchema, policyMapSchema } from "../../../shared/policy-map/schema.ts";
import { baselineMap } from "./baseline-map.ts";

/** The paths of all properties that an editor could say nothing about. */
function undescribed(schema: unknown, path: string): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, part]: [string, unknown]) => {
    const inner = undescribed(part, `${path}/${key}`);
    const isDescribed = typeof part === "object" && part !== null && "description" in part;
    return path.endsWith("/properties") && !isDescribed ? [`${path}/${key}`, ...inner] : inner;
  });
}

describe("the JSON Schema", () => {
  it("describes every key", () => {
    expect(undescribed(policyMapJsonSchema(), "")).toEqual([]);
  });

  it("is of draft 7 and closed", () => {
    expect(policyMapJsonSchema()).toMatchObject({
      $schema: "http://json-schema.org/draft-07/schema#",
      type: "object",
      required: ["version"],
      additionalProperties: false,
    });
  });

  it("comes from the schema that takes a whole map", () => {
    const map: AuthoredPolicyMap = policyMapSchema.parse(parse(baselineMap));
    expect(Object.keys(map.grants ?? {})).toEqual(["nightly", "fleet"]);
  });
});
