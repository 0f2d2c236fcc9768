import { codes } from "../model/codes.ts";
import type { Fault } from "../model/fault.ts";
import { signatureAlgorithms } from "../model/issuer.ts";
import { Refusal } from "../model/refusal.ts";

/** The algorithms of proofs that are taken: told in every DPoP challenge (RFC 9449 section 7.1). */
const algorithms = `algs="${signatureAlgorithms.join(" ")}"`;

/**
 * The value of `WWW-Authenticate`, which every 401 must carry (RFC 9110 section 15.5.2). Bare where no credentials
 * came, for then no error is to be named (RFC 6750 section 3.1). A DPoP proof that failed is answered by the DPoP challenge
 * alone, since clients look for its error in the only challenge there is; a token that lacks its proof by both. The titles
 * hold neither `"` nor `\`, so they need no escaping inside a quoted string.
 *
 * @returns undefined where the code's status is not 401
 */
export function challenge(failure: Refusal | Fault): string | undefined {
  const { code } = failure;
  const { status, title } = codes[code];
  if (status !== 401) {
    return undefined;
  }
  if (code === "MissingToken") {
    return "Bearer";
  }
  const bearer = `Bearer error="invalid_token", error_description="${title}"`;
  if (code === "ProofRequired") {
    return `${bearer}, DPoP error="invalid_token", ${algorithms}`;
  }
  // RFC 8705 section 3: a certificate that does not fit makes the token an invalid one.
  const isProof = failure instanceof Refusal && code === "InvalidProof" && failure.proofMethod !== "mtls";
  if (!isProof) {
    return bearer;
  }
  const error = failure.nonce === undefined ? "invalid_dpop_proof" : "use_dpop_nonce";
  return `DPoP error="${error}", error_description="${title}", ${algorithms}`;
}
