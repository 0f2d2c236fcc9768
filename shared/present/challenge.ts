import { type Code, codes } from "../model/codes.ts";

/** RFC 9449 section 7.1: a token that is bound to a key but came without a proof is `invalid_token`; a bad proof has its own code. */
const dpopErrors = new Map<Code, string>([
  ["ProofRequired", "invalid_token"],
  ["InvalidProof", "invalid_dpop_proof"],
]);

/**
 * The value of `WWW-Authenticate`, which every 401 must carry (RFC 9110 section 15.5.2). Bare where no credentials
 * came, for then no error is to be named (RFC 6750 section 3.1). The titles hold neither `"` nor `\`, so they need no
 * escaping inside a quoted string.
 *
 * @returns undefined where the code's status is not 401
 */
export function challenge(code: Code): string | undefined {
  if (codes[code].status !== 401) {
    return undefined;
  }
  if (code === "MissingToken") {
    return "Bearer";
  }
  const bearer = `Bearer error="invalid_token", error_description="${codes[code].title}"`;
  const dpopError = dpopErrors.get(code);
  return dpopError === undefined ? bearer : `${bearer}, DPoP error="${dpopError}"`;
}
