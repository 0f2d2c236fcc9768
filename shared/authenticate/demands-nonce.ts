import type { Issuer } from "../model/issuer.ts";

/** Whether DPoP proofs beside tokens of this issuer must carry a nonce of this service. */
export function demandsNonce({ senderConstrained }: Issuer): boolean {
  return senderConstrained?.demandsNonce === true;
}
