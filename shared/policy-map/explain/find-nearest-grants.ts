import { claimAt } from "../../authorize/claim-at.ts";
import type { Caller } from "../../model/caller.ts";
import type { Grant, Matcher } from "../../model/policy-document.ts";
import type { ClaimTest, Conditional, PolicyMap } from "../../model/policy-map.ts";
import type { CredentialsAsk, RequestFacts } from "../../model/request.ts";
import { explainGrant } from "./explain-decision.ts";
import type { ConditionResult, GrantExplanation } from "./explanation.ts";

/** A grant that the caller does not get, and what it lacks. */
export interface NearGrant extends GrantExplanation {
  /** The conditions that do not hold: never empty. */
  readonly missing: readonly ConditionResult[];
}

interface Ranked {
  readonly near: NearGrant;
  /** How alike the claims that fail are to what was asked, 0 to 1 each. */
  readonly likeness: number;
}

/** Who is supposed to ask for what. */
export interface SupposedRequest {
  readonly caller: Caller;
  readonly ask: CredentialsAsk;
  readonly facts: RequestFacts;
}

/**
 * The grants that come closest to what a caller has: fewest conditions missing first, and among those, the ones whose
 * claims differ least in spelling. Grants that lack nothing are no answer to the question.
 * @param grants of the document that `policyMap` was compiled from
 */
export function findNearestGrants(
  grants: readonly Grant[],
  policyMap: PolicyMap,
  request: SupposedRequest,
  most = 3,
): readonly NearGrant[] {
  const ranked: Ranked[] = [];
  for (const { name } of grants) {
    const conditional = policyMap.findGrant(name);
    const last = ranked.length < most ? undefined : ranked.at(-1);
    const rank = conditional && rankGrant(conditional, request, last);
    if (rank !== undefined) {
      const place = ranked.findIndex((other) => isNearer(rank, other));
      ranked.splice(place < 0 ? ranked.length : place, 0, rank);
      ranked.length = Math.min(ranked.length, most);
    }
  }
  return ranked.map(({ near }) => near);
}

function isNearer(one: Ranked, other: Ranked): boolean {
  const difference = one.near.missing.length - other.near.missing.length;
  return difference < 0 || (difference === 0 && one.likeness > other.likeness);
}

/** Undefined where nothing is missing, or as soon as it is no nearer than the last that is kept: nearly all are far away. */
function rankGrant(
  conditional: Conditional<Grant>,
  { caller, ask, facts }: SupposedRequest,
  last: Ranked | undefined,
): Ranked | undefined {
  const worst = last?.near.missing.length ?? Number.POSITIVE_INFINITY;
  const { issuerNames, claimTests } = conditional;
  let failures = Number(!issuerNames.has(caller.issuerName));
  let likeness = 0;
  for (const test of cheapestFirst(claimTests)) {
    if (failures > worst) {
      return undefined;
    }
    if (!test.holds(caller.claims)) {
      failures += 1;
      likeness += likenessOf(test, caller);
    }
  }
  if (failures > worst || (failures === worst && likeness <= (last?.likeness ?? 0))) {
    return undefined;
  }
  const explained = explainGrant(conditional, caller, ask, facts);
  const missing = explained.conditions.filter(({ holds }) => !holds);
  return missing.length === 0 ? undefined : { near: { ...explained, missing }, likeness };
}

/** A pattern takes 80 µs to compile, and is worth it only where all else fits. */
function cheapestFirst(tests: readonly ClaimTest[]): readonly ClaimTest[] {
  const cost = ({ condition: { matcher } }: ClaimTest) => (isPattern(matcher) ? 1 : 0);
  return tests.length < 2 ? tests : tests.toSorted((one, other) => cost(one) - cost(other));
}

function isPattern({ kind }: Matcher): boolean {
  return kind === "matches" || kind === "glob";
}

function likenessOf({ condition }: ClaimTest, caller: Caller): number {
  const found = claimAt(caller.claims, condition.path);
  if (typeof found !== "string") {
    return 0;
  }
  return Math.max(0, ...expectedTexts(condition.matcher).map((expected) => sharedEnds(found, expected)));
}

function expectedTexts(matcher: Matcher): readonly string[] {
  switch (matcher.kind) {
    case "equals":
      return [String(matcher.value)];
    case "oneOf":
      return matcher.values.map(String);
    case "prefix":
      return [matcher.prefix];
    case "glob":
    case "matches":
      return [matcher.pattern];
    default:
      return [];
  }
}

/** The part of two texts that is the same at both ends: a slip of one character leaves nearly all. */
function sharedEnds(one: string, other: string): number {
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) {
    start += 1;
  }
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) {
    end += 1;
  }
  return (start + end) / Math.max(one.length, other.length, 1);
}
