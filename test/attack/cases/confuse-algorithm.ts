import { webcrypto } from "node:crypto";
import type { SigningKey } from "../../support/token-issuer.ts";
import { type AttackCase, invalidToken } from "../attack-case.ts";
import { tokenCase, visitPath } from "../calls.ts";
import { encode, goodParts, joinParts, signSymmetrically } from "../forge-token.ts";

const subtle = webcrypto.subtle;

/** What somebody who knows the public key could take for a shared secret. */
const secrets: Readonly<Record<string, (key: SigningKey) => Promise<string | Uint8Array>>> = {
  "the key in PEM": async (key) => writePem(await exportDer(key)),
  "the key in PEM with a line feed": async (key) => `${writePem(await exportDer(key))}\n`,
  "the key in DER": exportDer,
  "the key's JSON": async ({ publicJwk }) => JSON.stringify(publicJwk),
  "the key's first member": async ({ publicJwk }) => String(publicJwk["n"] ?? publicJwk["x"]),
  "the key's first member, decoded": async ({ publicJwk }) =>
    Buffer.from(String(publicJwk["n"] ?? publicJwk["x"]), "base64url"),
  nothing: async () => "",
  "the word secret": async () => "secret",
};

const hashes = { HS256: "sha256", HS384: "sha384", HS512: "sha512" } as const;

const symmetric: readonly AttackCase[] = Object.entries(secrets).flatMap(([what, makeSecret]) =>
  (["corp", "rsa"] as const).flatMap((issuer) =>
    (Object.keys(hashes) as (keyof typeof hashes)[]).map((alg) =>
      tokenCase(
        `${alg} with ${what} of ${issuer} as secret`,
        async (world) => {
          const parts = goodParts(world[issuer]);
          const secret = await makeSecret(world[issuer].keys[0]);
          return signSymmetrically({ ...parts, header: { ...parts.header, alg } }, secret, hashes[alg]);
        },
        invalidToken,
      ),
    ),
  ),
);

/** An HMAC under the name of the algorithm that is allowed. */
const renamed: readonly AttackCase[] = (["corp", "rsa"] as const).map((issuer) =>
  tokenCase(
    `an HMAC that says it is a signature of ${issuer}`,
    async (world) => signSymmetrically(goodParts(world[issuer]), await exportDer(world[issuer].keys[0]), "sha256"),
    invalidToken,
  ),
);

/** Of the same key type, but not on the issuer's list: the published key names no algorithm that would stop it. */
const otherRsa: readonly AttackCase[] = (["PS256", "PS384", "PS512", "RS384", "RS512"] as const).map((alg) =>
  tokenCase(
    `${alg} by an RSA key whose issuer uses RS256`,
    async ({ rsa }) => {
      const { header, claims } = goodParts(rsa);
      const parts = { header: { ...header, alg }, claims: { ...claims, sub: "visitor" } };
      const signed = `${encode(parts.header)}.${encode(parts.claims)}`;
      return joinParts(parts, await signRsa(rsa.keys[0], alg, signed));
    },
    invalidToken,
    visitPath,
  ),
);

const misnamed: readonly AttackCase[] = [
  "es256",
  "ES256 ",
  "ES256\n",
  "ES-256",
  "ES256K",
  "ES384",
  "ES512",
  "RS256",
  "PS256",
  "EdDSA",
  "Ed25519",
  "Ed448",
  "RS1",
  "RS256;ES256",
  "dir",
  "A128KW",
  "RSA-OAEP",
  "PBES2-HS256+A128KW",
  "BP256R1",
  "ML-DSA-65",
].map((alg) =>
  tokenCase(
    `a good signature under the name ${JSON.stringify(alg)}`,
    ({ token }) => token({ header: { alg } }),
    invalidToken,
  ),
);

/** Each way to have one algorithm checked with what is meant for another. */
export const confuseAlgorithm: readonly AttackCase[] = [...symmetric, ...renamed, ...otherRsa, ...misnamed];

async function exportDer({ publicKey }: SigningKey): Promise<Uint8Array> {
  return new Uint8Array(await subtle.exportKey("spki", publicKey));
}

function writePem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return ["-----BEGIN PUBLIC KEY-----", ...lines, "-----END PUBLIC KEY-----"].join("\n");
}

/** The RSA key of the suite under a hash or padding that it was not made for. */
async function signRsa({ privateKey }: SigningKey, alg: string, signed: string): Promise<string> {
  const name = alg.startsWith("PS") ? "RSA-PSS" : "RSASSA-PKCS1-v1_5";
  const bits = alg.slice(2);
  const pkcs8 = await subtle.exportKey("pkcs8", privateKey);
  const key = await subtle.importKey("pkcs8", pkcs8, { name, hash: `SHA-${bits}` }, false, ["sign"]);
  const signature = await subtle.sign({ name, saltLength: Number(bits) / 8 }, key, Buffer.from(signed));
  return Buffer.from(signature).toString("base64url");
}
