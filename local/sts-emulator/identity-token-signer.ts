import { CompactSign, exportJWK, generateKeyPair, type JSONWebKeySet, type JWTPayload } from "jose";

/** What AWS signs the tokens with in which it says who its own callers are. */
export type SigningAlgorithm = "ES384" | "RS256";

export interface IdentityTokenSigner {
  readonly sign: (claims: JWTPayload, algorithm: SigningAlgorithm) => Promise<string>;
  /** What is published where the issuer says. */
  readonly keySet: () => Promise<JSONWebKeySet>;
}

/** As they look in AWS's own key sets. */
const keyIds: Readonly<Record<SigningAlgorithm, string>> = { ES384: "EC384_0", RS256: "RSA_0" };

/** Keys of this emulator, made when the first token or the key set is asked for. */
export function createIdentityTokenSigner(): IdentityTokenSigner {
  const pairs = new Map<SigningAlgorithm, ReturnType<typeof generateKeyPair>>();
  const pairOf = (algorithm: SigningAlgorithm) => {
    const pair = pairs.get(algorithm) ?? generateKeyPair(algorithm);
    pairs.set(algorithm, pair);
    return pair;
  };
  return {
    sign: async (claims, alg) => {
      const { privateKey } = await pairOf(alg);
      return await new CompactSign(Buffer.from(JSON.stringify(claims)))
        .setProtectedHeader({ kid: keyIds[alg], typ: "JWT", alg })
        .sign(privateKey);
    },
    keySet: async () => ({
      keys: await Promise.all(
        (["ES384", "RS256"] as const).map(async (alg) => {
          const { publicKey } = await pairOf(alg);
          return { ...(await exportJWK(publicKey)), kid: keyIds[alg], alg, use: "sig" };
        }),
      ),
    }),
  };
}
