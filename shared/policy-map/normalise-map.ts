import type { Denial, Grant, PolicyDocument } from "../model/policy-document.ts";
import { applyDefaults } from "./apply-defaults.ts";
import type { AuthoredDefaults } from "./authored-grant.ts";
import { checkEntryName } from "./check-names.ts";
import type { ShapedMap } from "./check-shape.ts";
import type { Findings } from "./findings.ts";
import { indexAccounts, normaliseAccount } from "./normalise-account.ts";
import { normaliseClaims, normaliseIssuerNames } from "./normalise-conditions.ts";
import { type Entries, normaliseGrant } from "./normalise-grant.ts";
import { normaliseIssuer } from "./normalise-issuer.ts";
import { quoteValue } from "./quote-value.ts";

/** A few short lines can name each of thousands of accounts in each of thousands of grants. */
const mostTargets = 200_000;

/**
 * The document of a map whose shape has been checked. It may be used only where `findings` stays empty.
 * @param defaults undefined: what is wrong with them has been reported, and no grant is what it means to be
 */
export function normaliseMap(
  shaped: ShapedMap,
  defaults: AuthoredDefaults | undefined,
  findings: Findings,
): PolicyDocument {
  for (const section of ["issuers", "accounts", "grants"] as const) {
    for (const name of shaped[section].keys()) checkEntryName(name, [section, name], findings);
  }
  checkIssuerStrings(shaped, findings);
  const accounts = [...shaped.accounts].map(
    ([name, authored]) => [name, authored && normaliseAccount(name, authored, ["accounts", name], findings)] as const,
  );
  const entries: Entries = { issuers: shaped.issuers, accounts: indexAccounts(new Map(accounts)) };
  return {
    version: 1,
    issuers: [...shaped.issuers].flatMap(([name, authored]) => {
      return (authored && normaliseIssuer(name, authored, ["issuers", name], findings)) ?? [];
    }),
    grants: defaults === undefined ? [] : normaliseGrants(shaped, defaults, entries, findings),
    deny: normaliseDenials(shaped, findings),
  };
}

function normaliseGrants(
  { grants }: ShapedMap,
  defaults: AuthoredDefaults,
  entries: Entries,
  findings: Findings,
): readonly Grant[] {
  const normalised: Grant[] = [];
  let targets = 0;
  for (const [name, authored] of grants) {
    if (authored === undefined) continue;
    const path = ["grants", name];
    const grant = normaliseGrant(name, applyDefaults(authored, defaults), entries, path, findings);
    targets += grant.targets.length;
    if (targets > mostTargets) {
      const rule = `brings the map's targets, accounts over all grants, over the limit of ${mostTargets}`;
      findings.report([...path, "assume"], rule, "name fewer accounts, or divide the map between several services");
      break;
    }
    normalised.push(grant);
  }
  return normalised;
}

/** Two entries for one issuer would leave open which of them a token is checked against. */
function checkIssuerStrings(shaped: ShapedMap, findings: Findings): void {
  const seen = new Map<string, string>();
  for (const [name, authored] of shaped.issuers) {
    if (authored === undefined) continue;
    const earlier = seen.get(authored.issuer);
    if (earlier === undefined) seen.set(authored.issuer, name);
    else {
      const rule = `${quoteValue(authored.issuer)} is the issuer of ${earlier} already`;
      findings.report(["issuers", name, "issuer"], rule, "keep one entry an issuer");
    }
  }
}

function normaliseDenials(shaped: ShapedMap, findings: Findings): readonly Denial[] {
  return shaped.deny.flatMap((authored, index) => {
    if (authored === undefined) return [];
    const path = ["deny", index];
    return {
      issuers: normaliseIssuerNames(authored.issuer, shaped.issuers, [...path, "issuer"], findings),
      claims: normaliseClaims(authored.claims, [...path, "claims"], findings),
      reason: authored.reason,
    };
  });
}
