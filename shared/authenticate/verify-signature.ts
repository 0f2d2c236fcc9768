import type { webcrypto } from "node:crypto";
import { compactVerify, errors } from "jose";
import { Fault } from "../model/fault.ts";
import type { SignatureAlgorithm } from "../model/issuer.ts";
import { Refusal } from "../model/refusal.ts";
import type { JwsKind } from "./jws-kind.ts";

/**
 * Resolves where the signature over a JWS's exact text holds.
 *
 * `compactVerify` and not `jwtVerify`: the latter would parse the claims again, with a parser that takes repeated
 * names, and check them with rules that are not ours (it lets a missing or infinite `exp` and a future `iat` pass) and
 * errors that cannot be told apart by meaning.
 * @throws Refusal of the kind's code where it does not hold
 * @throws Fault `Internal` where key and algorithm do not fit each other, which is no token's doing
 */
export async function verifySignature(
  text: string,
  key: webcrypto.CryptoKey,
  algorithm: SignatureAlgorithm,
  kind: JwsKind,
): Promise<void> {
  try {
    // Stryker disable next-line ObjectLiteral: both callers have held the header to this algorithm; it is said again to the library that reads the header
    await compactVerify(text, key, { algorithms: [algorithm] });
  } catch (cause) {
    throw explainFailure(cause, kind);
  }
}

function explainFailure(cause: unknown, { code, name }: JwsKind): Refusal | Fault {
  return cause instanceof errors.JOSEError
    ? new Refusal(code, `the ${name}'s signature does not hold (${cause.code})`, { cause })
    : new Fault("Internal", "the signature could not be checked", { cause });
}
