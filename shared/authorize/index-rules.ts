import type { Caller } from "../model/caller.ts";
import type { ClaimPath, Claims } from "../model/claims.ts";
import type { ClaimCondition, Denial, Grant, Scalar } from "../model/policy-document.ts";
import type { Conditional } from "../model/policy-map.ts";
import { claimAt } from "./claim-at.ts";

/** A question that the index can put to any token: the keys it answers are where the rules that may hold are filed. */
interface Probe {
  readonly id: string;
  readonly path: ClaimPath;
  readonly kind: "value" | "member" | "prefix";
  /** For `prefix`: how many UTF-16 units of the value. */
  readonly length: number;
}

/** One way to file a rule: under each of `keys`. A rule whose keys a token does not answer cannot hold. */
interface Filing {
  readonly probe: Probe;
  readonly keys: readonly string[];
}

interface IssuerIndex<Rule extends Grant | Denial> {
  readonly probes: Map<string, { readonly probe: Probe; readonly byKey: Map<string, Conditional<Rule>[]> }>;
  /** Rules that no exact value can file, in order. */
  readonly unfiled: Conditional<Rule>[];
}

/**
 * Finds the rules that may hold for a caller without looking at the others: each is filed under its rarest exact value
 * (or list member, or prefix), for each of its issuers. The cost of a look-up grows with the number of different claims
 * that the map files by, not with the number of rules.
 * @returns a superset of the rules that hold, in the map's order
 */
export function indexRules<Rule extends Grant | Denial>(
  rules: readonly Conditional<Rule>[],
): (caller: Caller) => readonly Conditional<Rule>[] {
  const byIssuer = fileRules(rules);
  return (caller) => {
    const index = byIssuer.get(caller.issuerName);
    if (index === undefined) {
      return [];
    }
    const found = new Set(index.unfiled);
    for (const { probe, byKey } of index.probes.values()) {
      for (const key of answers(probe, caller.claims)) {
        for (const rule of byKey.get(key) ?? []) {
          found.add(rule);
        }
      }
    }
    return [...found].sort((one, other) => one.position - other.position);
  };
}

function fileRules<Rule extends Grant | Denial>(
  rules: readonly Conditional<Rule>[],
): ReadonlyMap<string, IssuerIndex<Rule>> {
  const filings = rules.map((rule) => rule.claimTests.flatMap((test) => waysToFile(test.condition)));
  const load = countKeys(filings);
  const byIssuer = new Map<string, IssuerIndex<Rule>>();
  for (const [position, rule] of rules.entries()) {
    const filing = rarest(filings[position] ?? [], load);
    for (const issuerName of rule.issuerNames) {
      const index = getOrAdd(byIssuer, issuerName, () => ({ probes: new Map(), unfiled: [] }));
      if (filing === undefined) {
        index.unfiled.push(rule);
        continue;
      }
      const { byKey } = getOrAdd(index.probes, filing.probe.id, () => ({ probe: filing.probe, byKey: new Map() }));
      for (const key of filing.keys) {
        getOrAdd(byKey, key, () => []).push(rule);
      }
    }
  }
  return byIssuer;
}

function waysToFile({ path, matcher }: ClaimCondition): readonly Filing[] {
  const file = (kind: Probe["kind"], keys: readonly string[], length = 0): readonly Filing[] =>
    length === 0 && kind === "prefix"
      ? []
      : [{ probe: { id: JSON.stringify([kind, length, ...path]), path, kind, length }, keys }];
  switch (matcher.kind) {
    case "equals":
      return file("value", [keyOf(matcher.value)]);
    case "oneOf":
      return file("value", [...new Set(matcher.values.map(keyOf))]);
    case "anyOf":
      return file("member", [...new Set(matcher.values.map(keyOf))]);
    case "allOf":
      return matcher.values.flatMap((value) => file("member", [keyOf(value)]));
    case "prefix":
      return file("prefix", [keyOf(matcher.prefix)], matcher.prefix.length);
    case "glob": {
      const literal = matcher.pattern.split("*", 1)[0] ?? "";
      return file("prefix", [keyOf(literal)], literal.length);
    }
    case "noneOf":
    case "matches":
    case "exists":
      return [];
  }
}

/** The keys that a token answers to a probe: the same spelling as in `waysToFile`. */
function answers(probe: Probe, claims: Claims): readonly string[] {
  const value = claimAt(claims, probe.path);
  if (probe.kind === "member") {
    return Array.isArray(value) ? value.filter(isScalar).map(keyOf) : [];
  }
  if (!isScalar(value)) {
    return [];
  }
  if (probe.kind === "value") {
    return [keyOf(value)];
  }
  return typeof value === "string" ? [keyOf(value.slice(0, probe.length))] : [];
}

/** Typed, so that `1` and `"1"` are filed apart. */
function keyOf(value: Scalar): string {
  return `${typeof value}:${value}`;
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function countKeys(filings: readonly (readonly Filing[])[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { probe, keys } of filings.flat()) {
    for (const key of keys) {
      const place = placeOf(probe, key);
      counts.set(place, (counts.get(place) ?? 0) + 1);
    }
  }
  return counts;
}

function placeOf(probe: Probe, key: string): string {
  return `${probe.id}${key}`;
}

/** The filing whose fullest key is shared by the fewest rules. */
function rarest(filings: readonly Filing[], counts: ReadonlyMap<string, number>): Filing | undefined {
  let best: Filing | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const filing of filings) {
    const crowd = filing.keys.reduce((most, key) => Math.max(most, counts.get(placeOf(filing.probe, key)) ?? 0), 0);
    if (crowd < fewest) {
      best = filing;
      fewest = crowd;
    }
  }
  return best;
}

function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const present = map.get(key);
  if (present !== undefined) {
    return present;
  }
  const made = make();
  map.set(key, made);
  return made;
}
