import { allowsNoMore, type SessionScope } from "./allows-no-more.ts";
import type { VendedOutcome } from "./policy-map-diff.ts";

/**
 * Whether a session gives its holder nothing that another would not. Names, source identity and tags must be equal:
 * policies of roles and resources give access by them.
 */
export function givesNoMore(newer: VendedOutcome, older: VendedOutcome): boolean {
  return (
    newer.roleArn === older.roleArn &&
    (newer.oneTime || !older.oneTime) &&
    newer.durationSeconds <= older.durationSeconds &&
    (newer.endsWithToken || !older.endsWithToken) &&
    newer.sessionName === older.sessionName &&
    newer.sourceIdentity === older.sourceIdentity &&
    JSON.stringify(newer.tags) === JSON.stringify(older.tags) &&
    JSON.stringify(newer.transitiveTagKeys) === JSON.stringify(older.transitiveTagKeys) &&
    allowsNoMore(scopeOf(newer), scopeOf(older))
  );
}

function scopeOf({ policy, policyArns }: VendedOutcome): SessionScope {
  return { policy: policy === undefined ? undefined : JSON.parse(policy), policyArns };
}
