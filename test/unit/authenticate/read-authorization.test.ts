import { describe, expect, it } from "vitest";
import { readAuthorization } from "../../../shared/authenticate/read-authorization.ts";
import type { RefusalCode } from "../../../shared/model/codes.ts";
import { Refusal } from "../../../shared/model/refusal.ts";

const jwt = "eyJhbGciOiJFUzI1NiJ9.e30.c2ln";

function read(...values: string[]) {
  return readAuthorization(new Map([["authorization", values]]));
}

describe("readAuthorization takes", () => {
  it.each([
    ["the Bearer scheme", `Bearer ${jwt}`],
    ["the scheme in lower case", `bearer ${jwt}`],
    ["the scheme in upper case", `BEARER ${jwt}`],
    ["several spaces after the scheme", `Bearer   ${jwt}`],
    ["a tab after the scheme", `Bearer\t${jwt}`],
    ["a bare token", jwt],
    ["a bare token with the newline of its file", `${jwt}\n`],
    ["a bare token with the newline of a Windows file", `${jwt}\r\n`],
    ["white space around", `  Bearer ${jwt} \n`],
  ])("%s", (_what, value) => {
    expect(read(value)).toEqual({ token: jwt, scheme: "bearer" });
  });

  it.each([
    ["the DPoP scheme", `DPoP ${jwt}`],
    ["the DPoP scheme in lower case", `dpop ${jwt}`],
    ["the DPoP scheme in upper case, with a tab", `DPOP\t${jwt}`],
  ])("%s", (_what, value) => {
    expect(read(value)).toEqual({ token: jwt, scheme: "dpop" });
  });

  it("a token of 10,240 characters", () => {
    const longest = "a".repeat(10_240);
    expect(read(`Bearer ${longest}`).token).toBe(longest);
    expect(read(`DPoP ${longest}`).token).toBe(longest);
  });
});

describe("readAuthorization refuses", () => {
  it.each<[string, string[], RefusalCode]>([
    ["an empty header", [""], "MissingToken"],
    ["a header of white space", [" \n"], "MissingToken"],
    ["no value at all", [], "MissingToken"],
    ["the scheme alone", ["Bearer"], "MissingToken"],
    ["the scheme and a space", ["Bearer "], "MissingToken"],
    ["Basic", ["Basic dXNlcjpwYXNz"], "MissingToken"],
    ["a scheme that starts like Bearer", [`Bearerx ${jwt}`], "MissingToken"],
    [
      "an AWS signature",
      ["AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261101/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=00"],
      "MissingToken",
    ],
    ["the DPoP scheme alone", ["DPoP"], "MissingToken"],
    ["a scheme that ends like DPoP", [`XDPoP ${jwt}`], "MissingToken"],
    ["two schemes", [`DPoP Bearer ${jwt}`], "InvalidRequest"],
    ["a bound token of 10,241 characters", [`DPoP ${"a".repeat(10_241)}`], "InvalidToken"],
    ["two headers", [`Bearer ${jwt}`, `Bearer ${jwt}`], "InvalidRequest"],
    ["two headers, one of them empty", ["", `Bearer ${jwt}`], "InvalidRequest"],
    ["two headers joined by the gateway", [`Bearer ${jwt},Bearer ${jwt}`], "InvalidRequest"],
    ["another scheme joined with a good one", [`Basic eA==, Bearer ${jwt}`], "InvalidRequest"],
    ["a trailing comma", [`${jwt},`], "InvalidRequest"],
    ["three words", [`Bearer ${jwt} ${jwt}`], "InvalidRequest"],
    ["a newline inside the token", ["Bearer eyJ\nhbG.e30.c2ln"], "InvalidRequest"],
    ["a token of 10,241 characters", [`Bearer ${"a".repeat(10_241)}`], "InvalidToken"],
    ["a bare token of 10,241 characters", ["a".repeat(10_241)], "InvalidToken"],
  ])("%s", (_what, values, code) => {
    expect(() => read(...values)).toThrow(expect.objectContaining({ name: "Refusal", code }));
  });

  it("a request without the header", () => {
    expect(() => readAuthorization(new Map())).toThrow(expect.objectContaining({ code: "MissingToken" }));
  });

  it("a token anywhere else", () => {
    const headers = new Map([
      ["cookie", [`token=${jwt}`]],
      ["x-amzn-oidc-data", [jwt]],
      ["proxy-authorization", [`Bearer ${jwt}`]],
    ]);
    expect(() => readAuthorization(headers)).toThrow(expect.objectContaining({ code: "MissingToken" }));
  });

  it("without repeating anything of the header", () => {
    try {
      read("Basic c2VjcmV0");
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(Refusal);
      expect((error as Refusal).message).not.toContain("c2VjcmV0");
    }
  });
});

describe("what the audit record says of an Authorization header", () => {
  it.each([
    [["a", "b"], "more than one Authorization header"],
    [[" "], "no token, or an empty one"],
    [["AWS4-HMAC-SHA256 Credential=x, Signature=0"], "an AWS signature in place of a token"],
    [["aws4-ECDSA-P256-SHA256 x"], "an AWS signature in place of a token"],
    [["a,b"], "a comma in the token"],
    [["Bearer a b"], "more than two words where a token belongs"],
    [["Bearer"], "an authorization scheme without a token"],
    [["Basic x"], "an authorization scheme other than Bearer and DPoP"],
    [["XAWS4-HMAC-SHA256 x"], "an authorization scheme other than Bearer and DPoP"],
    [["a".repeat(10_241)], "the token has 10241 characters, over 10240"],
  ])("%.80j: %s", (values, reason) => {
    expect(() => read(...values)).toThrow(expect.objectContaining({ reason }));
  });
});
