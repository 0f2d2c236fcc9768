import type { Caller } from "../model/caller.ts";
import type { Denial, Grant } from "../model/policy-document.ts";
import type { Conditional } from "../model/policy-map.ts";

/** Whether a rule speaks of this caller: one of its issuers, and every claim condition. A rule without conditions speaks of nobody. */
export function holdsFor({ issuerNames, claimTests }: Conditional<Grant | Denial>, caller: Caller): boolean {
  return (
    issuerNames.has(caller.issuerName) && claimTests.length > 0 && claimTests.every((test) => test.holds(caller.claims))
  );
}
