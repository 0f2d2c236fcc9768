import type { JwsKind } from "./jws-kind.ts";

/** A DPoP proof: one with an RSA key of 8,192 bits fits. */
export const proofKind: JwsKind = { code: "InvalidProof", name: "proof", maxCharacters: 4_096 };
