import { baselineMap } from "./baseline-map.ts";

/** The baseline with what a map may say beside issuers, accounts, grants and deny. Its own lines begin at 66. */
export const fullMap = `${baselineMap}defaults:
  assume:
    sourceIdentity: "{claims.sub}"
    tags: { vended-by: "{grant}" }
accept: { no-jti: the lab's tokens have none }
tests:
  - name: the nightly job gets its report
    caller:
      issuer: corp
      claims: &job { sub: job, groups: [etl], env: prod, team: etl, path: a/b, level: 1, realm: { name: x }, amr: [mfa], acr: gold, auth_time: 1791324000, jti: x }
    grant: nightly
    account: reporting
    parameters: { dataset: invoices }
    duration: 30m
    from: 10.20.3.4
    vpce: vpce-0123456789abcdef0
    at: "2026-10-07T00:10:00+02:00"
    expect: { grant: nightly, role: "arn:aws:iam::111122223333:role/team/report-reader" }
  - name: nobody else does
    caller: { issuer: corp, claims: { <<: *job, team: "42" } }
    grant: nightly
    expect: { refused: NotGranted }
`;
