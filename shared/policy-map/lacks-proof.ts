import type { Issuer } from "../model/issuer.ts";
import type { ProofMethod } from "../model/proof.ts";

/** Whether an issuer's entry demands a token that is bound in another way than this, as `authenticate/read-binding` does. */
export function lacksProof({ senderConstrained }: Issuer, boundBy: readonly ProofMethod[]): boolean {
  return senderConstrained !== undefined && !senderConstrained.methods.some((method) => boundBy.includes(method));
}
