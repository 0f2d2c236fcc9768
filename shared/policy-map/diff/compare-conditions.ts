import type { GrantConditions, MfaCondition, NetworkCondition, TimeCondition } from "../../model/policy-document.ts";
import { admitsNoMoreNetworks } from "./admits-no-more-networks.ts";
import { admitsNoMoreSignIns } from "./admits-no-more-sign-ins.ts";
import { compareClaims } from "./compare-claims.ts";
import { boundFinding, type Finding } from "./finding.ts";
import { admitsNoMoreTimes } from "./week-minutes.ts";
import { wordValues } from "./word-matcher.ts";

/** What changes in when a grant applies, issuers aside. */
export function compareConditions(older: GrantConditions, newer: GrantConditions): readonly Finding[] {
  return [
    ...compareClaims(older.claims, newer.claims),
    ...compareOptional("network", older.network, newer.network, admitsNoMoreNetworks, wordNetwork),
    ...compareOptional("time", older.time, newer.time, admitsNoMoreTimes, wordTime),
    ...compareOptional("mfa", older.mfa, newer.mfa, admitsNoMoreSignIns, wordMfa),
    ...compareOptional(
      "senderConstrained",
      older.senderConstrained,
      newer.senderConstrained,
      (methods, others) => methods.every((method) => others.includes(method)),
      (methods) => `a token bound by ${methods.join(" or ")}`,
    ),
  ];
}

/** A condition that is not there admits everything. */
function compareOptional<Condition>(
  facet: "network" | "time" | "mfa" | "senderConstrained",
  older: Condition | undefined,
  newer: Condition | undefined,
  admitsNoMore: (newer: Condition, older: Condition) => boolean,
  word: (condition: Condition) => string,
): readonly Finding[] {
  const vary = { kind: facet } as const;
  if (older === undefined && newer === undefined) return [];
  if (older === undefined || newer === undefined) {
    const text =
      newer === undefined
        ? `${facet}: no longer asked for (was ${older && word(older)})`
        : `${facet}: must now be ${word(newer)}`;
    return boundFinding(older === undefined, newer === undefined, { facet, text, vary });
  }
  const text = `${facet}: was ${word(older)}, now ${word(newer)}`;
  return boundFinding(admitsNoMore(newer, older), admitsNoMore(older, newer), { facet, text, vary });
}

function wordNetwork({ cidrs, vpcEndpointIds }: NetworkCondition): string {
  return [...cidrs, ...vpcEndpointIds].join(", ");
}

function wordTime({ days, fromMinute, toMinute, zone }: TimeCondition): string {
  return `${days.join(",")} ${clockFace(fromMinute)}-${clockFace(toMinute)} ${zone}`;
}

function clockFace(minute: number): string {
  return [Math.floor(minute / 60), minute % 60].map((value) => String(value).padStart(2, "0")).join(":");
}

function wordMfa({ amr, acr, maxAgeSeconds }: MfaCondition): string {
  const parts = [
    amr.length > 0 ? `amr with any of ${wordValues(amr)}` : "",
    acr.length > 0 ? `acr one of ${wordValues(acr)}` : "",
    maxAgeSeconds === undefined ? "" : `signed in at most ${maxAgeSeconds} s ago`,
  ];
  return parts.filter((part) => part !== "").join(" and ");
}
