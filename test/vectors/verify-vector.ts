import { makeKeySet } from "../../shared/adapters/key-set.ts";
import { checkHeader } from "../../shared/authenticate/check-header.ts";
import { decodeToken } from "../../shared/authenticate/decode-token.ts";
import { tokenKind } from "../../shared/authenticate/token-kind.ts";
import { verifySignature } from "../../shared/authenticate/verify-signature.ts";
import { verifyToken } from "../../shared/authenticate/verify-token.ts";
import type { Claims } from "../../shared/model/claims.ts";
import { type Issuer, signatureAlgorithms } from "../../shared/model/issuer.ts";
import { Refusal } from "../../shared/model/refusal.ts";
import type { Jwk, TokenVector } from "./token-vector.ts";

/** Would take any signature that this service can take. */
function trusting(keys: readonly Jwk[]): Issuer {
  return {
    name: "vectors",
    issuer: "https://vectors.test",
    audiences: ["https://vend.test"],
    keys: { kind: "inline", jwks: { keys } },
    algorithms: signatureAlgorithms,
    tokenType: undefined,
    maxTokenAgeSeconds: undefined,
    maxTokenLifetimeSeconds: 3_600,
    clockToleranceSeconds: 30,
    requiredClaims: [],
    senderConstrained: undefined,
  } as Issuer;
}

/**
 * Whether the vector's signature holds, by the parts that `verifyToken` consists of: the vectors sign all kinds of payload, and
 * none of it is a token's claims.
 */
export async function signatureHolds({ token, keys }: TokenVector): Promise<boolean> {
  const issuer = trusting(keys);
  const keySet = await makeKeySet(keys);
  try {
    const hint = checkHeader(readHeader(token), issuer);
    const key = await keySet.find(hint);
    if (key === undefined) return false;
    verifySignature(token, key, hint.algorithm, tokenKind);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/** Whether the whole verifier makes a caller of it: never, since none is of an issuer that anybody trusts. */
export async function makesCaller({ token, keys }: TokenVector): Promise<boolean> {
  const issuer = trusting(keys);
  const keySet = await makeKeySet(keys);
  const findKey = async (_issuer: Issuer, hint: Parameters<typeof keySet.find>[0]) => {
    const key = await keySet.find(hint);
    if (key === undefined) throw new Refusal("InvalidToken", "no such key");
    return key;
  };
  try {
    await verifyToken(token, { issuers: new Map([[issuer.issuer, issuer]]), findKey, now: Date.now });
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/**
 * The header, where all three parts are decoded as strictly as in a request. Only of the payload is less asked.
 * @throws Refusal
 */
function readHeader(token: string): Claims {
  try {
    return decodeToken(token).unverifiedHeader;
  } catch (error) {
    if (!(error instanceof Refusal) || !/^the payload is not (?:a JSON object|UTF-8)/.test(error.reason)) throw error;
    const [header = ""] = token.split(".");
    return JSON.parse(Buffer.from(header, "base64url").toString("utf8")) as Claims;
  }
}
