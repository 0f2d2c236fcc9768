import { isIP } from "node:net";
import type { AuthoredTest } from "./authored-test.ts";
import { checkReference, checkUnique } from "./check-names.ts";
import { type Findings, Flaw, type MapPath } from "./findings.ts";
import type { MapTest } from "./map-test.ts";
import { parseDuration } from "./parse-duration.ts";
import { parseRoleArn } from "./parse-role.ts";
import { quoteValue } from "./quote-value.ts";
import { supposedSubject } from "./suppose-caller.ts";

/** The names that tests may use. Undefined: there is such an issuer, and what is wrong with it has been reported. */
export interface KnownNames {
  readonly issuers: ReadonlyMap<string, { readonly issuer: string } | undefined>;
  readonly accounts: ReadonlyMap<string, unknown>;
  readonly grants: ReadonlyMap<string, unknown>;
}

/**
 * Tests whose shape has been checked. What comes of them is not asked here.
 * @param known undefined where the map that they are for is not at hand
 */
export function normaliseTests(
  authored: readonly (AuthoredTest | undefined)[],
  known: KnownNames | undefined,
  findings: Findings,
): readonly MapTest[] {
  const names = new Set<string>();
  return authored.flatMap((test, index) => {
    if (test === undefined) return [];
    const path = ["tests", index];
    if (names.has(test.name)) {
      findings.report(
        [...path, "name"],
        `${quoteValue(test.name)} is the name of an earlier test`,
        "rename one of them",
      );
    }
    names.add(test.name);
    if (known !== undefined) checkNames(test, known, path, findings);
    return normaliseTest(test, path, findings);
  });
}

function checkNames(test: AuthoredTest, known: KnownNames, path: MapPath, findings: Findings): void {
  const { caller, grant, account, expect } = test;
  const place = [...path, "caller", "issuer"];
  if (checkReference("issuer", caller.issuer, known.issuers, place, findings)) {
    const issuer = known.issuers.get(caller.issuer)?.issuer;
    const claims = [...path, "caller", "claims"];
    if (issuer !== undefined) findings.attempt(claims, () => supposedSubject(caller.claims, issuer));
  }
  if (grant !== undefined) checkReference("grant", grant, known.grants, [...path, "grant"], findings);
  if (account !== undefined) checkReference("account", account, known.accounts, [...path, "account"], findings);
  if (expect.grant !== undefined) {
    checkReference("grant", expect.grant, known.grants, [...path, "expect", "grant"], findings);
  }
}

function normaliseTest(test: AuthoredTest, path: MapPath, findings: Findings): MapTest {
  const { name, caller, grant, account, parameters, duration, from, vpce, at } = test;
  const durationSeconds =
    duration === undefined ? undefined : findings.attempt([...path, "duration"], () => parseDuration(duration));
  if (from !== undefined) findings.attempt([...path, "from"], () => checkAddress(from));
  if (vpce !== undefined) findings.attempt([...path, "vpce"], () => checkEndpoint(vpce));
  if (at !== undefined) findings.attempt([...path, "at"], () => checkInstant(at));
  const { boundBy, ...who } = caller;
  if (Array.isArray(boundBy)) checkUnique(boundBy, [...path, "caller", "boundBy"], findings);
  return {
    name,
    caller: { ...who, ...(boundBy !== undefined && { boundBy: [boundBy].flat() }) },
    ask: {
      ...(grant !== undefined && { grant }),
      ...(account !== undefined && { account }),
      ...(parameters !== undefined && { parameters }),
      ...(durationSeconds !== undefined && { durationSeconds }),
    },
    facts: {
      ...(from !== undefined && { sourceAddress: from }),
      ...(vpce !== undefined && { vpcEndpointId: vpce }),
      ...(at !== undefined && { at }),
    },
    expect: normaliseExpectation(test.expect, [...path, "expect"], findings),
    path,
  };
}

function normaliseExpectation(
  { grant, role, refused }: AuthoredTest["expect"],
  path: MapPath,
  findings: Findings,
): MapTest["expect"] {
  const isGranted = grant !== undefined || role !== undefined;
  if (isGranted === (refused !== undefined)) {
    const rule = isGranted ? "cannot be both granted and refused" : "expects nothing";
    findings.report(path, rule, "write grant, role or both; or refused");
  }
  if (role !== undefined) findings.attempt([...path, "role"], () => parseRoleArn(role));
  if (refused !== undefined) return { refused };
  return { ...(grant !== undefined && { grant }), ...(role !== undefined && { role }) };
}

function checkAddress(text: string): void {
  if (isIP(text) === 0) throw new Flaw(`${quoteValue(text)} is not an address`, "write one such as 10.20.3.4");
}

function checkEndpoint(text: string): void {
  if (/^vpce-[0-9a-f]{8,17}$/.test(text)) return;
  throw new Flaw(`${quoteValue(text)} is not the id of a VPC endpoint`, "write vpce-0123456789abcdef0");
}

/** RFC 3339 section 5.6. Without an offset, it would be another instant on each machine. */
function checkInstant(text: string): void {
  const isInstant =
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text));
  if (isInstant) return;
  throw new Flaw(`${quoteValue(text)} is not an instant`, 'write one such as "2026-10-07T07:00:00+02:00"');
}
