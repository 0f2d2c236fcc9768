import { describe, expect, it } from "vitest";
import type { PolicyDocument } from "../../../shared/model/policy-document.ts";
import { documentDigest } from "../../../shared/policy-map/document-digest.ts";
import { parsePolicyMap } from "../../../shared/policy-map/parse-policy-map.ts";
import { baselineMap } from "./baseline-map.ts";
import { breakMap } from "./break-map.ts";

const digestOf = (text: string) => documentDigest(parsePolicyMap(text, "map.yaml"));

describe("documentDigest", () => {
  it("is the SHA-256 of the canonical JSON", () => {
    // printf '{"deny":[],"grants":[],"issuers":[],"version":1}' | sha256sum
    expect(digestOf("version: 1")).toBe("47b8618ed61f4e13e6eeb47a6c7a3d1f9d509add0374a4231ab161760ca9081f");
  });

  it("is the same after storing, and for another order of members", () => {
    const document = parsePolicyMap(baselineMap, "map.yaml");
    const stored: PolicyDocument = JSON.parse(JSON.stringify(document));
    const { version, issuers, grants, deny } = stored;
    expect(documentDigest(stored)).toBe(documentDigest(document));
    expect(documentDigest({ deny, grants, issuers, version })).toBe(documentDigest(document));
  });

  it("is the same for another spelling of the same map, and another for another map", () => {
    expect(digestOf(breakMap("maxTokenAge: 1h", "maxTokenAge: 3600 # an hour"))).toBe(digestOf(baselineMap));
    expect(digestOf(breakMap("maxTokenAge: 1h", "maxTokenAge: 3601"))).not.toBe(digestOf(baselineMap));
  });
});
