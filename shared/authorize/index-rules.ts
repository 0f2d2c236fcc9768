import type { ClaimCondition } from "../model/policy-document.ts";
import { answerKey } from "./answer-key.ts";
import type { Probe, RuleIndex } from "./rule-index.ts";

/** What the index needs to know of a grant or a denial. */
export interface IndexableRule {
  readonly issuers: readonly string[];
  readonly claims: readonly ClaimCondition[];
}

/** One way to file a rule: under each of `keys`. A rule whose keys a token does not answer cannot hold. */
interface Filing {
  readonly probeId: string;
  readonly probe: Probe;
  readonly keys: readonly string[];
}

interface ProbeFiles {
  readonly probe: Probe;
  readonly filed: Map<string, number[]>;
}

interface IssuerFiles {
  readonly probes: Map<string, ProbeFiles>;
  readonly unfiled: number[];
}

/**
 * Files each rule under its rarest exact value (or list member, or prefix), for each of its issuers. The same rules always
 * give the same index.
 */
export function indexRules(rules: readonly IndexableRule[]): RuleIndex {
  const fileable = rules.map(({ issuers, claims }) => ({ issuers, filings: claims.flatMap(waysToFile) }));
  const crowds = countKeys(fileable.flatMap(({ filings }) => filings));
  const files = new Map<string, IssuerFiles>();
  for (const [position, { issuers, filings }] of fileable.entries()) {
    const filing = rarest(filings, crowds);
    for (const issuerName of new Set(issuers)) {
      const ofIssuer = getOrAdd(files, issuerName, () => ({ probes: new Map(), unfiled: [] }));
      fileRule(ofIssuer, filing, position);
    }
  }
  return [...files].map(([issuerName, { probes, unfiled }]) => [
    issuerName,
    { unfiled, probes: [...probes.values()].map(({ probe, filed }) => ({ probe, filed: [...filed] })) },
  ]);
}

function fileRule({ probes, unfiled }: IssuerFiles, filing: Filing | undefined, position: number): void {
  if (filing === undefined) {
    unfiled.push(position);
    return;
  }
  const { filed } = getOrAdd(probes, filing.probeId, () => ({ probe: filing.probe, filed: new Map() }));
  for (const key of filing.keys) {
    getOrAdd(filed, key, () => []).push(position);
  }
}

function waysToFile({ path, matcher }: ClaimCondition): readonly Filing[] {
  const file = (kind: Probe["kind"], keys: readonly string[], length = 0): readonly Filing[] =>
    length === 0 && kind === "prefix"
      ? []
      : [{ probeId: JSON.stringify([kind, length, ...path]), probe: { path, kind, length }, keys }];
  switch (matcher.kind) {
    case "equals":
      return file("value", [answerKey(matcher.value)]);
    case "oneOf":
      return file("value", [...new Set(matcher.values.map(answerKey))]);
    case "anyOf":
      return file("member", [...new Set(matcher.values.map(answerKey))]);
    case "allOf":
      return matcher.values.flatMap((value) => file("member", [answerKey(value)]));
    case "prefix":
      return file("prefix", [answerKey(matcher.prefix)], matcher.prefix.length);
    case "glob": {
      const [literal] = matcher.pattern.split("*", 1) as [string];
      return file("prefix", [answerKey(literal)], literal.length);
    }
    case "noneOf":
    case "matches":
    case "exists":
      return [];
  }
}

function countKeys(filings: readonly Filing[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { probeId, keys } of filings) {
    for (const key of keys) {
      const place = `${probeId}${key}`;
      counts.set(place, (counts.get(place) ?? 0) + 1);
    }
  }
  return counts;
}

/** The filing whose fullest key is shared by the fewest rules. */
function rarest(filings: readonly Filing[], counts: ReadonlyMap<string, number>): Filing | undefined {
  let best: Filing | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const filing of filings) {
    const crowd = filing.keys.reduce((most, key) => Math.max(most, counts.get(`${filing.probeId}${key}`) ?? 0), 0);
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
