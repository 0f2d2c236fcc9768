import { assemblePolicyMap } from "../../authorize/assemble-policy-map.ts";
import type { OpenIssuerIndex } from "../../authorize/rule-index.ts";
import { warmPatternEngine } from "../../authorize/warm-pattern-engine.ts";
import type { Denial, Grant } from "../../model/policy-document.ts";
import type { PolicyMap } from "../../model/policy-map.ts";
import type { CompiledIssuerIndex } from "./compiled-format.ts";
import { openParts } from "./open-parts.ts";
import { openTable } from "./open-table.ts";
import { readHead } from "./read-head.ts";
import { tableKeys } from "./table-keys.ts";
import { unpackValue } from "./unpack-value.ts";

/**
 * The policy map in a text that `writeCompiledMap` made. It costs what hashing the text costs, some 0.9 ms a MB: rules and
 * index are parsed when a request first needs them, and are what was validated, since the digest covers them.
 * The digest tells damage and not forgery: who can write the service's map can write one that is intact.
 * @param name only for messages
 * @throws PolicyMapError for a text that is no compiled map, of another version, or damaged
 */
export function loadCompiledMap(text: string, name: string): PolicyMap {
  const read = readHead(text, name);
  const { counts, digest, issuers, index, members, shapes } = read.head;
  if (read.head.needsPatternEngine) warmPatternEngine();
  const partAt = openParts(text, read);
  const sharedAt = remember((place) => unpackValue(partAt(place), shapes, sharedAt));
  const ruleAt = (part: number) => unpackValue(partAt(counts.shared + part), shapes, sharedAt);
  const firstBucket = counts.shared + counts.grants + counts.denials;
  const positionsOf = openTable(counts.buckets, (bucket) => partAt(firstBucket + bucket));
  return assemblePolicyMap({
    digest,
    hasOneTimeGrants: members.includes("oneTime"),
    rolePartitions: read.head.rolePartitions ?? [],
    issuers,
    grants: {
      ruleAt: (position) => joinGrant(ruleAt(position)),
      index: openIndex("grants", index.grants, positionsOf),
    },
    denials: {
      ruleAt: (position) => ruleAt(counts.grants + position) as Denial,
      index: openIndex("denials", index.denials, positionsOf),
    },
    positionOfGrant: (grant) => positionsOf(tableKeys.grantName(grant))[0],
  });
}

/** The inverse of `splitGrants`. */
function joinGrant(split: unknown): Grant {
  const [common, own] = split as readonly [Partial<Grant>, Partial<Grant>];
  return Object.freeze({ ...common, ...own }) as Grant;
}

function openIndex(
  rules: "grants" | "denials",
  index: readonly CompiledIssuerIndex[],
  positionsOf: (key: string) => readonly number[],
): ReadonlyMap<string, OpenIssuerIndex> {
  return new Map(
    index.map(({ issuerName, unfiled, probes }, issuer) => [
      issuerName,
      {
        unfiled,
        probes: probes.map((probe, position) => ({
          probe,
          positionsOf: (key) => positionsOf(tableKeys.answer(rules, issuer, position, key)),
        })),
      },
    ]),
  );
}

function remember(make: (place: number) => unknown): (place: number) => unknown {
  const made = new Map<number, unknown>();
  return (place) => {
    if (!made.has(place)) {
      made.set(place, make(place));
    }
    return made.get(place);
  };
}
