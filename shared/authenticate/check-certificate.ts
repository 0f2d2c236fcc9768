import { createHash, X509Certificate } from "node:crypto";
import { Refusal } from "../model/refusal.ts";

/**
 * Whether the connection's client certificate is the one that the token is bound to (RFC 8705 section 3). That its key is the
 * client's, and that it is one of the trust store, the gateway has seen to.
 * @param pem as the gateway gives it
 * @param thumbprint `cnf.x5t#S256`
 * @throws Refusal `ProofRequired` without a certificate, `InvalidProof` for another one
 */
export function checkCertificate(pem: string | undefined, thumbprint: string): void {
  if (pem === undefined) {
    throw new Refusal("ProofRequired", "the token is bound to a client certificate, and the connection has none");
  }
  const certificate = readCertificate(pem);
  if (certificate === undefined || createHash("sha256").update(certificate.raw).digest("base64url") !== thumbprint) {
    const reason = certificate === undefined ? "cannot be read" : "is not the one that the token is bound to";
    throw new Refusal("InvalidProof", `the client certificate ${reason}`, { proofMethod: "mtls" });
  }
}

function readCertificate(pem: string): X509Certificate | undefined {
  let certificate: X509Certificate | undefined;
  try {
    certificate = new X509Certificate(pem);
  } catch {
    // What cannot be read is none.
  }
  return certificate;
}
