import { describe, expect, it } from "vitest";
import { parsePolicyMap } from "../../../shared/policy-map/parse-policy-map.ts";
import { supposeCaller } from "../../../shared/policy-map/suppose-caller.ts";
import { baselineMap } from "./baseline-map.ts";

const document = parsePolicyMap(baselineMap, "map.yaml");

describe("supposeCaller", () => {
  it("makes the caller that a token would make", () => {
    expect(supposeCaller(document, "corp", { sub: "job", jti: "t-1", exp: 1_791_324_000, team: "etl" })).toEqual({
      issuerName: "corp",
      issuer: "https://idp.corp.example",
      subject: "job",
      claims: { sub: "job", jti: "t-1", exp: 1_791_324_000, team: "etl", iss: "https://idp.corp.example" },
      tokenId: "t-1",
      tokenExpiresAtSeconds: 1_791_324_000,
      boundBy: [],
    });
  });

  it("takes the token to be bound as is said, and otherwise to nothing", () => {
    expect(supposeCaller(document, "corp", { sub: "job" }, ["dpop"]).boundBy).toEqual(["dpop"]);
  });

  it("needs sub and nothing else", () => {
    expect(supposeCaller(document, "lab", { sub: "job", jti: 1, exp: "soon" })).toMatchObject({
      tokenId: undefined,
      tokenExpiresAtSeconds: Number.MAX_SAFE_INTEGER,
    });
    expect(supposeCaller(document, "lab", { sub: "job", iss: "lab" }).issuer).toBe("lab");
  });

  it("keeps claims as a token can name them", () => {
    const claims = JSON.parse('{ "sub": "job", "__proto__": { "admin": true }, "constructor": "x" }');
    const caller = supposeCaller(document, "corp", claims);
    expect(Object.keys(caller.claims)).toEqual(["sub", "__proto__", "constructor", "iss"]);
    expect(Object.getPrototypeOf(caller.claims)).toBe(Object.prototype);
  });

  it.each([
    [
      "an unknown issuer",
      "nobody",
      { sub: "x" },
      "is of an issuer that the map does not have; name one of its issuers",
    ],
    [
      "an issuer by its URL",
      "https://idp.corp.example",
      { sub: "x" },
      "is of an issuer that the map does not have; name one of its issuers",
    ],
    ["no sub", "corp", {}, "lacks sub, which every token has as text; add it"],
    ["an empty sub", "corp", { sub: "" }, "lacks sub, which every token has as text; add it"],
    ["a sub that is no text", "corp", { sub: ["x"] }, "lacks sub, which every token has as text; add it"],
    ["another iss", "corp", { sub: "x", iss: "lab" }, "has another iss than its issuer; remove iss"],
    ["an empty iss", "corp", { sub: "x", iss: null }, "has another iss than its issuer; remove iss"],
  ])("refuses %s", (_what, issuer, claims, message) => {
    expect(() => supposeCaller(document, issuer, claims)).toThrow(message);
  });
});
