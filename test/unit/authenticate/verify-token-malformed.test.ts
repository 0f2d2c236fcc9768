import { describe, expect, it } from "vitest";
import type { Refusal } from "../../../shared/model/refusal.ts";
import { expectRefusal, now, tokens, verify } from "./verify-fixture.ts";

describe("verifyToken refuses what cannot be read, without asking for a key", () => {
  const header = { alg: "ES256", kid: "key-1" };
  const payload = { iss: tokens.issuer, sub: "me", aud: tokens.audience, exp: now + 60 };
  const encode = (value: unknown) =>
    Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
  const good = [encode(header), encode(payload), encode("x".repeat(64))] as const;
  const withHeader = (text: string | Uint8Array) => `${Buffer.from(text).toString("base64url")}.${good[1]}.${good[2]}`;
  const withPayload = (text: string | Uint8Array) => `${good[0]}.${Buffer.from(text).toString("base64url")}.${good[2]}`;

  it("but asks for one for the baseline of these rows", async () => {
    await expectRefusal(good.join("."), "InvalidToken", 1);
  });

  it.each([
    ["nothing", ""],
    ["a word", "token"],
    ["two parts", `${good[0]}.${good[1]}`],
    ["four parts", `${good.join(".")}.`],
    ["five parts, as a JWE has", `${good.join(".")}.eA.eA`],
    ["only dots", ".."],
    ["a thousand dots", ".".repeat(1000)],
    ["10,241 characters", `${good[0]}.${good[1]}.${"A".repeat(10_239 - good[0].length - good[1].length)}`],
    ["an empty header", `.${good[1]}.${good[2]}`],
    ["an empty payload", `${good[0]}..${good[2]}`],
    ["an empty signature", `${good[0]}.${good[1]}.`],
    ["padding in the signature", `${good[0]}.${good[1]}.eA==`],
    ["a plus in the signature", `${good[0]}.${good[1]}.+A`],
    ["stray bits in the signature", `${good[0]}.${good[1]}.eB`],
    ["one stray character in the signature", `${good[0]}.${good[1]}.eHh4e`],
    ["white space in the payload", `${good[0]}.${good[1].slice(0, 8)} ${good[1].slice(8)}.${good[2]}`],
    ["a newline at the end", `${good.join(".")}\n`],
    ["a letter beyond ASCII", `${good[0]}.${good[1]}é.${good[2]}`],
    ["a header that is no JSON", withHeader("alg: ES256")],
    ["a header that is a list", withHeader("[]")],
    ["a header that is null", withHeader("null")],
    ["a header that is a string", withHeader('"ES256"')],
    ["a header that is not UTF-8", withHeader(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d))],
    ["a header with a byte order mark", withHeader(`\ufeff${JSON.stringify(header)}`)],
    ["a header with alg twice", withHeader('{"alg":"none","alg":"ES256"}')],
    ["a payload that is no JSON", withPayload("{")],
    ["a payload that is a list", withPayload(`[${JSON.stringify(payload)}]`)],
    ["a payload that is not UTF-8", withPayload(Buffer.from(JSON.stringify({ ...payload, x: "é" }), "latin1"))],
    ["a payload with sub twice", withPayload(JSON.stringify(payload).replace('"sub"', '"sub":"root","sub"'))],
    [
      "a payload with a name twice, deep inside",
      withPayload(JSON.stringify({ ...payload, a: [{ b: 0 }] }).replace('"b"', '"b":1,"b"')),
    ],
    ["a payload with a lone surrogate", withPayload(JSON.stringify({ ...payload, sub: "\ud800" }))],
    ["a payload of 7,000 levels", withPayload("[".repeat(7000))],
    ["a header of 33 levels", withHeader(`{"a":${"[".repeat(32)}${"]".repeat(32)}}`)],
    ["no alg", withHeader("{}")],
    ["alg none", withHeader('{"alg":"none"}')],
    ["alg None", withHeader('{"alg":"None"}')],
    ["alg HS256", withHeader('{"alg":"HS256"}')],
    ["alg RS256 where the map says ES256", withHeader('{"alg":"RS256"}')],
    ["alg in lower case", withHeader('{"alg":"es256"}')],
    ["alg in a list", withHeader('{"alg":["ES256"]}')],
    ["alg null", withHeader('{"alg":null}')],
    ["alg of a prototype", withHeader('{"__proto__":{"alg":"ES256"}}')],
    ["a kid that is a number", withHeader('{"alg":"ES256","kid":1}')],
    ["a kid that is null", withHeader('{"alg":"ES256","kid":null}')],
    ["a kid that is an object", withHeader('{"alg":"ES256","kid":{}}')],
    ["a kid of 257 characters", withHeader(JSON.stringify({ ...header, kid: "k".repeat(257) }))],
    ["crit", withHeader('{"alg":"ES256","crit":["exp"],"exp":1}')],
    ["an empty crit", withHeader('{"alg":"ES256","crit":[]}')],
    ["b64 false", withHeader('{"alg":"ES256","b64":false}')],
    ["b64 true", withHeader('{"alg":"ES256","b64":true}')],
    ["zip", withHeader('{"alg":"ES256","zip":"DEF"}')],
    ["enc", withHeader('{"alg":"ES256","enc":"A128GCM"}')],
    ["no iss", withPayload(JSON.stringify({ ...payload, iss: undefined }))],
    ["iss null", withPayload(JSON.stringify({ ...payload, iss: null }))],
    ["iss in a list", withPayload(JSON.stringify({ ...payload, iss: [tokens.issuer] }))],
    ["iss with a slash at the end", withPayload(JSON.stringify({ ...payload, iss: `${tokens.issuer}/` }))],
    ["iss in other case", withPayload(JSON.stringify({ ...payload, iss: "https://IDP.test" }))],
    ["iss with a port", withPayload(JSON.stringify({ ...payload, iss: "https://idp.test:443" }))],
    ["iss with user information", withPayload(JSON.stringify({ ...payload, iss: "https://idp.test@evil.test" }))],
    ["a prefix of iss", withPayload(JSON.stringify({ ...payload, iss: "https://idp.tes" }))],
    [
      "iss with a letter that looks the same",
      withPayload(JSON.stringify({ ...payload, iss: "https://\u0456dp.test" })),
    ],
    ["iss with white space", withPayload(JSON.stringify({ ...payload, iss: ` ${tokens.issuer}` }))],
    ["iss __proto__", withPayload(JSON.stringify({ ...payload, iss: "__proto__" }))],
    ["a very long iss", withPayload(JSON.stringify({ ...payload, iss: "i".repeat(4000) }))],
  ])("%s", async (_what, token) => {
    await expectRefusal(token, "InvalidToken", 0);
  });

  it("and shortens what it repeats of the token", async () => {
    const { error } = await verify(withPayload(JSON.stringify({ ...payload, iss: `i\n${"i".repeat(4000)}` })));
    expect((error as Refusal).reason).toMatch(/^the issuer is not known: "i\\ni{126}\.\.\."$/);
  });

  it.each([
    ["five parts", 5, /encrypted .*JWE/],
    ["four parts", 4, /not three parts/],
    ["six parts", 6, /not three parts/],
    ["a thousand parts", 1_000, /not three parts/],
  ])("%s, and names a JWE as one", async (_what, count, reason) => {
    const { error } = await verify(Array.from({ length: count }, () => "eA").join("."));
    expect((error as Refusal).reason).toMatch(reason);
  });

  it("a token of 10,240 characters is read", async () => {
    const token = `${good[0]}.${good[1]}.${"A".repeat(10_238 - good[0].length - good[1].length)}`;
    expect(token).toHaveLength(10_240);
    await expectRefusal(token, "InvalidToken", 1);
  });
});
