import { describe, expect, test } from "vitest";
import { readBinding } from "../../../shared/authenticate/read-binding.ts";
import type { Claims } from "../../../shared/model/claims.ts";
import type { ProofDemand, ProofMethod } from "../../../shared/model/proof.ts";
import { anIssuer, claimsOf, codeOf } from "../../support/policy-fixtures.ts";

const key = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";
const certificate = "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2";
const read = (cnf: unknown, senderConstrained?: ProofDemand) =>
  readBinding({ sub: "job", cnf } as Claims, anIssuer({ senderConstrained }));
const demand = (...methods: ProofMethod[]): ProofDemand => ({ methods, demandsNonce: false });

describe("readBinding", () => {
  test("takes the thumbprint of each method, and nothing where there is no cnf", () => {
    expect(read({ jkt: key })).toEqual({ dpop: key });
    expect(read({ "x5t#S256": certificate })).toEqual({ mtls: certificate });
    expect(read({ jkt: key, "x5t#S256": certificate })).toEqual({ dpop: key, mtls: certificate });
    expect(readBinding({ sub: "job" }, anIssuer())).toEqual({});
  });

  test.each([
    ["nothing", null],
    ["text", key],
    ["a list", [key]],
    ["an empty object", {}],
    ["a thumbprint of 42 characters", { jkt: key.slice(1) }],
    ["a thumbprint of 44 characters", { jkt: `${key}A` }],
    ["a thumbprint with padding", { jkt: `${key.slice(1)}=` }],
    ["a thumbprint of the other alphabet", { jkt: `+${key.slice(1)}` }],
    ["a thumbprint that is a number", { jkt: 1 }],
    ["a thumbprint in a list", { jkt: [key] }],
    ["a certificate of another digest", { "x5t#S512": certificate }],
    ["a key itself", { jwk: { kty: "EC" } }],
    ["a key by name", { kid: "one" }],
    ["a known method beside an unknown one", { jkt: key, kid: "one" }],
  ])("refuses a cnf of %s", (_what, cnf) => {
    expect(codeOf(() => read(cnf))).toBe("ProofRequired");
  });

  test("takes no member of a prototype for a confirmation", () => {
    expect(codeOf(() => readBinding(claimsOf('{"cnf":{"__proto__":{"jkt":"x"}}}'), anIssuer()))).toBe("ProofRequired");
    expect(readBinding(claimsOf('{"__proto__":{"cnf":{}}}'), anIssuer())).toEqual({});
  });

  test.each<[ProofDemand | undefined, object | undefined, string]>([
    [undefined, undefined, "allowed"],
    [demand("dpop"), { jkt: key }, "allowed"],
    [demand("dpop"), { jkt: key, "x5t#S256": certificate }, "allowed"],
    [demand("dpop", "mtls"), { "x5t#S256": certificate }, "allowed"],
    [demand("dpop"), { "x5t#S256": certificate }, "ProofRequired"],
    [demand("dpop"), undefined, "ProofRequired"],
    [demand("dpop", "mtls"), undefined, "ProofRequired"],
  ])("an issuer that demands %j, a cnf of %j: %s", (demanded, cnf, code) => {
    const claims = cnf === undefined ? {} : { cnf };
    expect(codeOf(() => readBinding(claims as Claims, anIssuer({ senderConstrained: demanded })))).toBe(code);
  });
});
