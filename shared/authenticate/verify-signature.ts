import type { webcrypto } from "node:crypto";
import { compactVerify, errors } from "jose";
import { Fault } from "../model/fault.ts";
import type { SignatureAlgorithm } from "../model/issuer.ts";
import { Refusal } from "../model/refusal.ts";

/**
 * Resolves where the signature over the token's exact text holds.
 *
 * `compactVerify` and not `jwtVerify`: the latter would parse the claims again, with a parser that takes repeated
 * names, and check them with rules that are not ours (it lets a missing or infinite `exp` and a future `iat` pass) and
 * errors that cannot be told apart by meaning.
 * @throws Refusal `InvalidToken` where it does not hold
 * @throws Fault `Internal` where key and algorithm do not fit each other, which is no token's doing
 */
export async function verifySignature(
  token: string,
  key: webcrypto.CryptoKey,
  algorithm: SignatureAlgorithm,
): Promise<void> {
  try {
    await compactVerify(token, key, { algorithms: [algorithm] });
  } catch (cause) {
    throw explainFailure(cause);
  }
}

function explainFailure(cause: unknown): Refusal | Fault {
  return cause instanceof errors.JOSEError
    ? new Refusal("InvalidToken", `the signature does not hold (${cause.code})`, { cause })
    : new Fault("Internal", "the signature could not be checked", { cause });
}
