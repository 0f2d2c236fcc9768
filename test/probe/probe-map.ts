import { readFileSync } from "node:fs";
import { parse, stringify } from "yaml";
import type { TokenIssuer } from "../support/token-issuer.ts";

const page = readFileSync(new URL("../../docs/probes.md", import.meta.url), "utf8");

/** The map of docs/probes.md, as it stands there. */
export const probeMapText = /^```yaml policy-map\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? "";

/** What `sub` is of the page's probes: the roles of the two functions. */
export const probeRoles = probeMapText.match(/arn:aws:iam::\d{12}:role\/vend-production-\S+/g) ?? [];

export const targetRole = /role: (\S+)/.exec(probeMapText)?.[1] ?? "";

export const externalId = /externalId: ([^ }]+)/.exec(probeMapText)?.[1] ?? "";

/** Of the account of the page's roles, as the emulator makes it up. */
const emulatorIssuer = "https://00000000-0000-4000-8000-999988887777.tokens.sts.global.api.aws";

/**
 * That map on one machine: AWS's tokens are the emulator's, and the same grant is there for callers of two issuers more. `reserved` is nobody's.
 * @param stsUrl the emulator's
 * @param corp its keys are in the map
 */
export function localProbeMap(stsUrl: string, corp: TokenIssuer, identityProviderUrl: string): string {
  const map = parse(probeMapText);
  const own = map.issuers["own-account"];
  const probe = map.grants.probe;
  const { audience } = own;
  map.issuers = {
    "own-account": { ...own, issuer: emulatorIssuer, keys: { jwksUri: `${stsUrl}/.well-known/jwks.json` } },
    corp: { issuer: corp.issuer, audience, algorithms: ["ES256"], keys: { jwks: corp.jwks() } },
    local: { issuer: identityProviderUrl, audience, algorithms: ["ES256"], keys: { discovery: true } },
  };
  const ofCaller = (sub: string) => ({ ...probe, when: { issuer: ["corp", "local"], claims: { sub } } });
  map.grants = { probe, "corp-probe": ofCaller("report-runner"), reserved: ofCaller("nobody-else") };
  return stringify(map);
}
