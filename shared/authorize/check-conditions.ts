import type { Caller } from "../model/caller.ts";
import type { GrantConditions } from "../model/policy-document.ts";
import type { RequestFacts } from "../model/request.ts";
import { checkMfa } from "./check-mfa.ts";
import { checkNetwork } from "./check-network.ts";
import { checkTime } from "./check-time.ts";

/**
 * The conditions of a grant beyond who the caller is: where from, when, and how it signed in.
 * @returns what does not hold, for the audit record; empty where all of them do
 */
export function checkConditions(when: GrantConditions, caller: Caller, facts: RequestFacts): readonly string[] {
  return [
    when.network && checkNetwork(when.network, facts),
    when.time && checkTime(when.time, facts),
    when.mfa && checkMfa(when.mfa, caller.claims, facts),
  ].filter((failure) => failure !== undefined);
}
