import { decodeProtectedHeader, generateKeyPair, SignJWT } from "jose";
import { describe, expect, test } from "vitest";
import { hostileAsks } from "../../../shared/probe/hostile-tokens.ts";

const only = { forOther: undefined, expired: undefined };

describe("a token of each algorithm", () => {
  test.each(["RS256", "PS256", "ES384", "EdDSA"])("is broken as every other: %s", async (alg) => {
    const { privateKey } = await generateKeyPair(alg);
    const token = await new SignJWT({ sub: "probe" }).setProtectedHeader({ alg, kid: "1" }).sign(privateKey);
    const asks = await hostileAsks({ token, ...only }, undefined);
    expect(asks).toHaveLength(12);
    const shown = new Map(asks.map((ask) => [ask.row, ask.shown]));
    const own = shown.get("an own key under the issuer's kid")?.proper ?? "";
    expect(decodeProtectedHeader(own)).toEqual({ alg, kid: "1" });
    expect(own.split(".").slice(0, 2)).toEqual(token.split(".").slice(0, 2));
    expect(own).not.toBe(token);
    // Each is another token than the genuine one, but for the one that is in the wrong place.
    const same = asks.filter((ask) => ask.shown.proper === token || ask.shown.query === token);
    expect(same.map(({ row }) => row)).toEqual(["in the query"]);
  });
});

test("a token that is signed by a shared key is answered by a key of one's own all the same", async () => {
  const token = await new SignJWT({}).setProtectedHeader({ alg: "HS256" }).sign(Buffer.alloc(32));
  const asks = await hostileAsks({ token, ...only }, undefined);
  const own = asks.find(({ row }) => row === "an own key under the issuer's kid")?.shown.proper ?? "";
  expect(decodeProtectedHeader(own)).toEqual({ alg: "ES256" });
});

test.each(["opaque", "a.b.c", "bnVsbA.bnVsbA."])("what is no JWT is refused, and not repeated: %s", async (token) => {
  await expect(hostileAsks({ token, ...only }, undefined)).rejects.toThrow(/^the token is no JWT$/);
});
