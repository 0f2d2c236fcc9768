import { type ProofMethod, proofMethods } from "../model/proof.ts";
import { Refusal } from "../model/refusal.ts";
import { checkCertificate } from "./check-certificate.ts";
import { demandsNonce } from "./demands-nonce.ts";
import type { SignedToken } from "./prove-signature.ts";
import { readBinding } from "./read-binding.ts";
import type { Shown } from "./shown.ts";
import { type ProofPorts, verifyDpop } from "./verify-dpop.ts";

/** How a token was shown, and what its proofs are judged with. */
export interface ProofContext extends ProofPorts {
  readonly shown: Shown;
}

/**
 * What a token is bound to, once all of it is proved. A bound token is never taken without its proof, whatever its issuer's
 * entry says: whoever took it elsewhere must not be able to use it here (RFC 9449 section 7.2, RFC 8705 section 3).
 *
 * A `DPoP` header beside a token that is bound to no key is not looked at: it is no part of the Bearer scheme (RFC 6750), and
 * a client may send one with every request before it knows what its identity provider gives it (RFC 9449 section 5). The scheme
 * DPoP with such a token claims a proof that is none, and is refused.
 * @param token its exact text
 * @param context undefined: it came with nothing
 * @throws Refusal `ProofRequired`, `InvalidProof`
 * @throws Fault of `verifyDpop`
 */
export async function verifyProof(
  token: string,
  { claims, issuer }: SignedToken,
  context: ProofContext | undefined,
): Promise<readonly ProofMethod[]> {
  const { dpop, mtls } = readBinding(claims, issuer);
  const proof = demandProof(dpop, context);
  if (mtls !== undefined) checkCertificate(context?.shown.request.clientCertificate, mtls);
  if (proof !== undefined) {
    const { keyThumbprint, ports } = proof;
    const { clockToleranceSeconds } = issuer;
    const target = { token, keyThumbprint, demandsNonce: demandsNonce(issuer), clockToleranceSeconds };
    await verifyDpop(target, ports.shown, ports);
  }
  return proofMethods.filter((method) => ({ dpop, mtls })[method] !== undefined);
}

/** What a DPoP proof must be by, and is judged with, where the token is bound to a key: then it must have come with one, and else not. */
function demandProof(keyThumbprint: string | undefined, context: ProofContext | undefined) {
  if (keyThumbprint === undefined) {
    if (context?.shown.scheme !== "dpop") return undefined;
    throw new Refusal("InvalidProof", "the DPoP scheme, and a token that is bound to no key");
  }
  if (context?.shown.scheme === "dpop") return { keyThumbprint, ports: context };
  throw new Refusal("ProofRequired", "the token is bound to a key, and no DPoP proof came with it");
}
