import { describe, expect, it } from "vitest";
import { nearestName } from "../../../shared/policy-map/nearest-name.ts";

describe("nearestName", () => {
  it.each([
    ["isuer", ["issuer", "issuers"], "issuer"],
    ["isseur", ["claims", "issuer"], "issuer"],
    ["tokentype", ["tokenType"], "tokenType"],
    ["via", ["vai", "vie"], "vie"],
    ["mode", ["model", "node"], "model"],
    ["format", ["grants"], undefined],
    ["xyz", ["abc"], undefined],
    ["issuer", [], undefined],
  ])("takes %s for what is nearest in %j", (name, names, nearest) => {
    expect(nearestName(name, names)).toBe(nearest);
  });
});
