import type { Denial, PolicyDocument } from "../model/policy-document.ts";
import { applyDefaults } from "./apply-defaults.ts";
import type { AuthoredDefaults } from "./authored-grant.ts";
import { checkEntryName } from "./check-names.ts";
import type { ShapedMap } from "./check-shape.ts";
import type { Findings } from "./findings.ts";
import { normaliseAccount } from "./normalise-account.ts";
import { normaliseClaims, normaliseIssuerNames } from "./normalise-conditions.ts";
import { type Entries, normaliseGrant } from "./normalise-grant.ts";
import { normaliseIssuer } from "./normalise-issuer.ts";
import { quoteValue } from "./quote-value.ts";

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
  const entries: Entries = { issuers: shaped.issuers, accounts: new Map(accounts) };
  return {
    version: 1,
    issuers: [...shaped.issuers].flatMap(([name, authored]) => {
      return (authored && normaliseIssuer(name, authored, ["issuers", name], findings)) ?? [];
    }),
    grants: [...shaped.grants].flatMap(([name, authored]) => {
      if (authored === undefined || defaults === undefined) return [];
      return normaliseGrant(name, applyDefaults(authored, defaults), entries, ["grants", name], findings);
    }),
    deny: normaliseDenials(shaped, findings),
  };
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
