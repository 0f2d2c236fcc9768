import { KeyObject, sign } from "node:crypto";
import { CompactSign, exportJWK, generateKeyPair, importJWK } from "jose";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { verifySignature } from "../../../shared/authenticate/verify-signature.ts";
import { type SignatureAlgorithm, signatureAlgorithms } from "../../../shared/model/issuer.ts";

type Key = Parameters<typeof verifySignature>[1];

const kind = { code: "InvalidToken", name: "token", maxCharacters: 10_240 } as const;
const refused = { code: "InvalidToken", reason: "the token's signature does not hold" };

/** Of each family one key, which serves all of its algorithms: RSA keys take their time. */
const families: readonly (readonly SignatureAlgorithm[])[] = [
  ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
  ["ES256"],
  ["ES384"],
  ["ES512"],
  ["EdDSA", "Ed25519"],
];

const keys = new Map<SignatureAlgorithm, { readonly signing: Key; readonly verifying: Key }>();
beforeAll(async () => {
  for (const [first = "ES256", ...others] of families) {
    const { privateKey, publicKey } = await generateKeyPair(first, { extractable: true });
    const [secret, open] = [await exportJWK(privateKey), await exportJWK(publicKey)];
    for (const algorithm of [first, ...others]) {
      const [signing, verifying] = [await importJWK(secret, algorithm), await importJWK(open, algorithm)];
      keys.set(algorithm, { signing: signing as Key, verifying: verifying as Key });
    }
  }
});

function keysOf(algorithm: SignatureAlgorithm) {
  const found = keys.get(algorithm);
  if (found === undefined) throw new Error(`no key for ${algorithm}`);
  return found;
}

/** By jose, which knows nothing of what is tested. */
function signBy(algorithm: SignatureAlgorithm, payload = "{}"): Promise<string> {
  const text = new TextEncoder().encode(payload);
  return new CompactSign(text).setProtectedHeader({ alg: algorithm }).sign(keysOf(algorithm).signing);
}

const verifyBy = (text: string, algorithm: SignatureAlgorithm, key: Key = keysOf(algorithm).verifying) =>
  verifySignature(text, key, algorithm, kind);

describe.each(signatureAlgorithms)("%s", (algorithm) => {
  test("holds over the exact text", async () => {
    const text = await signBy(algorithm);
    expect(verifyBy(text, algorithm)).toBeUndefined();
  });

  test("holds over no other text", async () => {
    const [one, other] = [await signBy(algorithm), await signBy(algorithm, '{"sub":"another"}')];
    const swapped = `${other.slice(0, other.lastIndexOf("."))}${one.slice(one.lastIndexOf("."))}`;
    expect(() => verifyBy(swapped, algorithm)).toThrow(expect.objectContaining(refused));
  });

  test.each<[what: string, change: (signature: Buffer) => Buffer]>([
    ["one byte short", (signature) => signature.subarray(0, -1)],
    ["one byte long", (signature) => Buffer.concat([signature, Buffer.alloc(1)])],
    ["a zero byte in front", (signature) => Buffer.concat([Buffer.alloc(1), signature])],
    ["empty", () => Buffer.alloc(0)],
    ["all zeros", (signature) => Buffer.alloc(signature.length)],
    ["ten thousand bytes", () => Buffer.alloc(10_000, 1)],
  ])("does not hold where it is %s", async (_what, change) => {
    const text = await signBy(algorithm);
    const end = text.lastIndexOf(".");
    const signature = change(Buffer.from(text.slice(end + 1), "base64url"));
    const changed = `${text.slice(0, end)}.${signature.toString("base64url")}`;
    expect(() => verifyBy(changed, algorithm)).toThrow(expect.objectContaining(refused));
  });

  test("takes no key that is made for another algorithm", async () => {
    const text = await signBy(algorithm);
    const isSame = (other: SignatureAlgorithm) => /^Ed/.test(algorithm) && /^Ed/.test(other);
    for (const other of signatureAlgorithms.filter((name) => name !== algorithm && !isSame(name))) {
      const failure = expect.objectContaining({ code: "Internal", reason: `a key is not for ${algorithm}` });
      expect(() => verifyBy(text, algorithm, keysOf(other).verifying)).toThrow(failure);
    }
  });

  test("takes no private key, and none that is not for verifying", async () => {
    const text = await signBy(algorithm);
    const { verifying } = keysOf(algorithm);
    const posing = (as: Partial<Record<"type" | "usages", unknown>>) =>
      ({ algorithm: verifying.algorithm, type: verifying.type, usages: verifying.usages, ...as }) as Key;
    for (const key of [posing({ type: "private" }), posing({ type: "secret" }), posing({ usages: [] })]) {
      expect(() => verifyBy(text, algorithm, key)).toThrow(expect.objectContaining({ code: "Internal" }));
    }
  });
});

test.each(["ES256", "ES384", "ES512"] as const)("%s in DER is another spelling, and refused", async (algorithm) => {
  const signed = (await signBy(algorithm)).split(".", 2).join(".");
  const key = KeyObject.from(keysOf(algorithm).signing);
  const digest = { ES256: "sha256", ES384: "sha384", ES512: "sha512" }[algorithm];
  const inDer = sign(digest, Buffer.from(signed), { key, dsaEncoding: "der" }).toString("base64url");
  expect(() => verifyBy(`${signed}.${inDer}`, algorithm)).toThrow(expect.objectContaining(refused));
  const usual = sign(digest, Buffer.from(signed), { key, dsaEncoding: "ieee-p1363" }).toString("base64url");
  expect(verifyBy(`${signed}.${usual}`, algorithm)).toBeUndefined();
});

test("a salt of another length than the digest's is refused", async () => {
  const signed = (await signBy("PS256")).split(".", 2).join(".");
  const key = KeyObject.from(keysOf("PS256").signing);
  const withSalt = (saltLength: number) =>
    `${signed}.${sign("sha256", Buffer.from(signed), { key, padding: 6, saltLength }).toString("base64url")}`;
  expect(verifyBy(withSalt(32), "PS256")).toBeUndefined();
  expect(() => verifyBy(withSalt(20), "PS256")).toThrow(expect.objectContaining(refused));
  expect(() => verifyBy(withSalt(64), "PS256")).toThrow(expect.objectContaining(refused));
});

test("Node's own form of a key is made once", async () => {
  const [text, { publicKey }] = [await signBy("ES256"), await generateKeyPair("ES256")];
  const made = vi.spyOn(KeyObject, "from");
  for (const _ of [1, 2, 3]) expect(() => verifyBy(text, "ES256", publicKey)).toThrow(expect.objectContaining(refused));
  expect(made).toHaveBeenCalledTimes(1);
});
