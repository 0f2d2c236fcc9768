import type { Caller } from "../model/caller.ts";
import type { Grant } from "../model/policy-document.ts";
import { Refusal } from "../model/refusal.ts";
import { checkProof } from "./check-proof.ts";

/**
 * A grant that asks for a bound token. Asked last: that the grant exists is told to nobody whom it would not take with such
 * a token.
 * @throws Refusal `ProofRequired`
 */
export function refuseUnproved({ name, when }: Grant, caller: Caller): void {
  const failure = checkProof(when, caller);
  if (failure !== undefined) throw new Refusal("ProofRequired", `grant ${name}: ${failure}`);
}
