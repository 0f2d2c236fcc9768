import { compilePolicyMap } from "../authorize/compile-policy-map.ts";
import { decideGrant } from "../authorize/decide-grant.ts";
import type { Decision } from "../model/assumption.ts";
import type { Caller } from "../model/caller.ts";
import { Fault } from "../model/fault.ts";
import type { PolicyDocument } from "../model/policy-document.ts";
import type { PolicyMap } from "../model/policy-map.ts";
import { Refusal } from "../model/refusal.ts";
import { Flaw, type MapPath } from "./findings.ts";
import { lacksProof } from "./lacks-proof.ts";
import type { MapTest } from "./map-test.ts";
import { supposeCaller } from "./suppose-caller.ts";

/** What came of a test. */
export interface MapTestResult {
  readonly name: string;
  readonly passed: boolean;
  /** Such as `grant nightly` or `refused NotGranted`. */
  readonly expected: string;
  readonly got: string;
  /** Why the caller was refused, for the author; undefined where it was not. */
  readonly detail: string | undefined;
  readonly path: MapPath;
}

/**
 * When a test that names no time takes place: a Monday, noon UTC. Never the clock's time: a map that is sound when it is published
 * would fail its own tests, and be refused, at another hour.
 */
const defaultTestTimeMs = Date.UTC(2026, 0, 5, 12);

/**
 * Decides each test as the service would decide the request, on the map's own code.
 * @param nowMs the time of tests that name none, milliseconds since the epoch
 */
export function runMapTests(
  document: PolicyDocument,
  tests: readonly MapTest[],
  nowMs: number = defaultTestTimeMs,
): readonly MapTestResult[] {
  // No audit record is written, so that the digest names nothing.
  const policyMap = compilePolicyMap(document, "");
  return tests.map((test) => runTest(document, policyMap, test, nowMs));
}

function runTest(document: PolicyDocument, policyMap: PolicyMap, test: MapTest, nowMs: number): MapTestResult {
  const { name, path, expect } = test;
  const expected = "refused" in expect ? `refused ${expect.refused}` : granted(expect);
  try {
    const decision = decide(document, policyMap, test, nowMs);
    const got = { grant: decision.assumption.grant, role: decision.assumption.hops.at(-1)?.roleArn ?? "" };
    const passed =
      !("refused" in expect) &&
      (expect.grant === undefined || expect.grant === got.grant) &&
      (expect.role === undefined || expect.role === got.role);
    return { name, passed, expected, got: granted(got), detail: undefined, path };
  } catch (error) {
    const { got, detail } = describeFailure(error);
    return { name, passed: got === expected, expected, got, detail, path };
  }
}

function decide(document: PolicyDocument, policyMap: PolicyMap, test: MapTest, nowMs: number): Decision {
  const { ask, facts } = test;
  return decideGrant(
    policyMap,
    decideCaller(document, test),
    {
      grant: ask.grant,
      account: ask.account,
      format: undefined,
      durationSeconds: ask.durationSeconds,
      parameters: new Map(Object.entries(ask.parameters ?? {})),
    },
    {
      nowMs: facts.at === undefined ? nowMs : Date.parse(facts.at),
      sourceAddress: facts.sourceAddress,
      vpcEndpointId: facts.vpcEndpointId,
    },
  );
}

/** @throws Refusal `ProofRequired` where the issuer takes no such token: the service never asks the map for it */
function decideCaller(document: PolicyDocument, { caller }: MapTest): Caller {
  const { issuer: name, claims, boundBy = [] } = caller;
  const issuer = document.issuers.find((known) => known.name === name);
  if (issuer !== undefined && lacksProof(issuer, boundBy)) {
    throw new Refusal("ProofRequired", `issuer ${name} takes bound tokens only: say boundBy of the test's caller`);
  }
  return supposeCaller(document, name, claims, boundBy);
}

function granted({ grant, role }: { readonly grant?: string; readonly role?: string }): string {
  return [...(grant === undefined ? [] : [`grant ${grant}`]), ...(role === undefined ? [] : [`role ${role}`])].join(
    ", ",
  );
}

/** @throws whatever is no answer of a decision */
function describeFailure(error: unknown): { readonly got: string; readonly detail: string } {
  if (error instanceof Refusal) return { got: `refused ${error.code}`, detail: error.reason };
  if (error instanceof Fault) return { got: `failed ${error.code}`, detail: error.reason };
  // A test of another map: the caller cannot even be supposed.
  if (error instanceof Flaw) return { got: "no such caller", detail: `${error.rule}; ${error.repair}` };
  throw error;
}
