import type { TokenIssuer } from "../support/token-issuer.ts";

/** What an admin keeps changing. */
export interface MapChanges {
  readonly isDenied?: boolean;
  readonly duration?: string;
  /** What the map's own test expects. */
  readonly expects?: string;
  readonly externalId?: string;
}

export function mapText(corp: TokenIssuer, changes: MapChanges = {}): string {
  const { isDenied = false, duration = "1h", externalId = "a-literal-external-id" } = changes;
  const { expects = isDenied ? "{ refused: Revoked }" : "{ grant: nightly }" } = changes;
  return `
version: 1
issuers:
  corp:
    issuer: ${corp.issuer}
    audience: ${corp.audience}
    keys: { jwks: ${JSON.stringify(corp.jwks())} }
    algorithms: [ES256]
accounts:
  reporting: { id: "111122223333", externalId: ${externalId} }
grants:
  nightly:
    when: { issuer: corp, claims: { sub: report-runner } }
    assume: { role: "arn:aws:iam::111122223333:role/report-reader", account: reporting, duration: ${duration} }
deny:${isDenied ? '\n  - { issuer: corp, claims: { sub: report-runner }, reason: "key leaked" }' : " []"}
tests:
  - name: the runner
    caller: { issuer: corp, claims: { sub: report-runner } }
    expect: ${expects}
`;
}
