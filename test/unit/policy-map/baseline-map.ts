/** A sound map with something of everything, for tests that break one thing in it. Lines count from 1. */
export const baselineMap = `version: 1
issuers:
  corp:
    issuer: https://idp.corp.example
    audience: [https://vend.corp.example, vend]
    keys: { discovery: true }
    algorithms: [RS256, ES256]
    tokenType: at+jwt
    maxTokenAge: 1h
    maxTokenLifetime: 2h
    clockTolerance: 30s
    requiredClaims: [sub, jti]
  lab:
    issuer: lab
    audience: vend
    keys: { jwks: { keys: [{ kty: EC, crv: P-256, x: f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU, y: x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0 }] } }
    algorithms: [ES256]
    requiredClaims: [jti, email]
accounts:
  reporting: { id: "111122223333", externalId: reporting-7Qx2, labels: { env: prod, tier: gold } }
  archive: { id: "444455556666", labels: { env: prod }, region: eu-central-1 }
  hub: { id: "999988887777", externalId: hub-3Lm8 }
  china: { id: "777766665555", labels: { env: test }, region: cn-north-1 }
grants:
  nightly:
    description: Nightly report job
    when:
      issuer: corp
      claims:
        groups: { anyOf: [etl] }
        env: prod
        team: { matches: "[a-z]{2,30}" }
        path: { glob: "a/*" }
        level: { oneOf: [1, 2] }
        realm.name: { exists: true }
      network: { cidr: [10.20.0.0/16], vpce: [vpce-0123456789abcdef0] }
      time: { days: [mon, tue], from: "22:00", to: "06:00", zone: Europe/Berlin }
      mfa: { amr: [mfa], acr: gold, maxAge: 15m }
    assume:
      role: arn:aws:iam::111122223333:role/team/report-reader
      account: reporting
      via: [arn:aws:iam::999988887777:role/hub]
      duration: 1h
      sessionName: "{claims.sub}"
      sourceIdentity: "v-{claims.sub}"
      tags: { team: "{claims.team}", stage: prod }
      transitiveTags: [team]
      policyArns: [arn:aws:iam::aws:policy/ReadOnlyAccess]
      policy:
        Version: "2012-10-17"
        Statement:
          - Sid: Read
            Effect: Allow
            Action: [s3:GetObject]
            Resource: ["arn:aws:s3:::exports/{claims.team}/*", "arn:aws:s3:::x/{params.dataset|path}"]
            Condition: { StringEquals: { "aws:PrincipalTag/team": "{claims.team}" } }
    format: process
    parameters: { dataset: { pattern: "[a-z0-9-]{1,40}" } }
  fleet:
    when: { issuer: [corp, lab], claims: { sub: { prefix: "fleet-" } } }
    assume:
      role: fleet-reader
      accounts: { env: prod }
deny:
  - { issuer: corp, claims: { sub: report-runner-old }, reason: "key leaked 2026-10-01" }
`;
