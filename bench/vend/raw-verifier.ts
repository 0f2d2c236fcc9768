import { createPublicKey, verify } from "node:crypto";

/** Node's own check of a token's ES256 signature, and nothing else: what no verification can do without. */
export function createRawVerifier(jwk: Readonly<Record<string, unknown>>): (token: string) => void {
  const key = createPublicKey({ key: jwk, format: "jwk" });
  return (token) => {
    const end = token.lastIndexOf(".");
    const signature = Buffer.from(token.slice(end + 1), "base64url");
    if (!verify("sha256", Buffer.from(token.slice(0, end)), { key, dsaEncoding: "ieee-p1363" }, signature)) {
      throw new Error("the signature does not hold");
    }
  };
}
