import { isDeepStrictEqual } from "node:util";
import { decideGrant } from "../shared/authorize/decide-grant.ts";
import type { PolicyMap } from "../shared/model/policy-map.ts";
import { loadCompiledMap } from "../shared/policy-map/compiled/load-compiled-map.ts";
import { writeCompiledMap } from "../shared/policy-map/compiled/write-compiled-map.ts";
import { generateDocument } from "./generate-document.ts";
import { linearScan } from "./linear-scan.ts";
import { matchingRequest, type PolicyRequest } from "./matching-request.ts";
import { median } from "./median.ts";

/** Callers spread evenly over a map: as many whatever its size, as the traffic of a process does not grow with it. */
const callers = 100;
/** The kinds of grants that a generated map has, one after the other: every size is asked for the same mix of them. */
const kinds = 10;
const rounds = 15;
/** Long enough for the clock of CPU time, in microseconds. */
const leastRoundUs = 20_000;

/** CPU time of one decision, in microseconds, with the compiled map and with a linear scan of the same rules. */
export interface DecisionCost {
  readonly grants: number;
  readonly indexedUs: number;
  readonly linearUs: number;
}

interface Subject {
  readonly map: PolicyMap;
  readonly requests: readonly PolicyRequest[];
  readonly costsUs: number[];
}

/** Measures maps of several sizes, all in turn in each round, so that what disturbs the machine disturbs them alike. */
export function measureDecisions(sizes: readonly number[]): readonly DecisionCost[] {
  const pairs = sizes.map((grants) => ({ grants, ...prepare(grants) }));
  for (let round = 0; round < rounds; round += 1) {
    for (const { indexed, linear } of pairs) {
      indexed.costsUs.push(costUs(indexed));
      linear.costsUs.push(costUs(linear));
    }
  }
  return pairs.map(({ grants, indexed, linear }) => ({
    grants,
    indexedUs: median(indexed.costsUs),
    linearUs: median(linear.costsUs),
  }));
}

/** Every caller is decided for once in both ways: the caches are warm, and the two are known to agree. */
function prepare(grants: number): { readonly indexed: Subject; readonly linear: Subject } {
  const document = generateDocument(grants);
  const asked = Array.from({ length: callers }, (_, nth) => document.grants[spread(nth, grants)]);
  const requests = asked.flatMap((grant) => (grant === undefined ? [] : [matchingRequest(document, grant)]));
  const indexed = loadCompiledMap(writeCompiledMap(document), "generated map");
  const linear = linearScan(document);
  for (const [nth, request] of requests.entries()) {
    const decision = decide(indexed, request);
    if (decision.assumption.grant !== asked[nth]?.name || !isDeepStrictEqual(decision, decide(linear, request))) {
      throw new Error(`the index and the scan disagree on ${asked[nth]?.name}`);
    }
  }
  // One of each kind is enough of what takes milliseconds each.
  const few = grants > callers ? requests.slice(0, kinds) : requests;
  return { indexed: { map: indexed, requests, costsUs: [] }, linear: { map: linear, requests: few, costsUs: [] } };
}

function spread(nth: number, grants: number): number {
  return Math.floor((nth * grants) / callers / kinds) * kinds + (nth % kinds);
}

function decide(map: PolicyMap, { caller, ask, facts }: PolicyRequest) {
  return decideGrant(map, caller, ask, facts);
}

function costUs({ map, requests }: Subject): number {
  let decisions = 0;
  let spentUs = 0;
  const before = process.cpuUsage();
  while (spentUs < leastRoundUs) {
    for (const request of requests) {
      decide(map, request);
    }
    decisions += requests.length;
    const { user, system } = process.cpuUsage(before);
    spentUs = user + system;
  }
  return spentUs / decisions;
}
