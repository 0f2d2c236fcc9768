import type { Caller } from "../model/caller.ts";
import type { GrantConditions } from "../model/policy-document.ts";

/**
 * Whether the caller's token is bound as a grant asks. That it came with its proof has been seen to: a bound token never gets
 * here without.
 * @returns why not, for the audit record; undefined where it is
 */
export function checkProof({ senderConstrained: methods }: GrantConditions, caller: Caller): string | undefined {
  if (methods === undefined || methods.some((method) => caller.boundBy.includes(method))) return undefined;
  const found = caller.boundBy.join(" and ") || "nothing";
  return `senderConstrained: the token is bound by ${found}, not by ${methods.join(" or ")}`;
}
