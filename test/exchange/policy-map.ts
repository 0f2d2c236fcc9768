import type { TokenIssuer } from "../support/token-issuer.ts";

export const secrets = {
  reporting: "reporting-external-id-4711",
  archive: "archive-external-id-0815",
  archiveNext: "archive-external-id-0816",
  mistyped: "reporting-external-id-4712",
} as const;

/** What an admin would write: an issuer that nobody can reach, and a grant for each thing that can be granted. */
export function policyMapText(corp: TokenIssuer): string {
  return `
version: 1
issuers:
  corp:
    issuer: ${corp.issuer}
    audience: ${corp.audience}
    keys: { jwks: ${JSON.stringify(corp.jwks())} }
    algorithms: [ES256]
    tokenType: at+jwt
    maxTokenAge: 1h
    maxTokenLifetime: 1h
    requiredClaims: [sub, jti]

accounts:
  reporting: { id: "111122223333", externalId: ${secrets.reporting}, labels: { env: prod } }
  archive: { id: "444455556666", externalId: ${secrets.archive}, nextExternalId: ${secrets.archiveNext}, labels: { env: prod }, region: eu-west-1 }
  mistyped: { id: "111122223333", externalId: ${secrets.mistyped} }

grants:
  nightly-report:
    description: Read the exports of your own team
    default: true
    when:
      issuer: corp
      claims: { sub: report-runner, groups: { anyOf: [etl] }, team: { matches: "[a-z][a-z0-9-]{1,30}" } }
    assume:
      role: arn:aws:iam::111122223333:role/report-reader
      account: reporting
      sourceIdentity: "{claims.sub}"
      tags: { team: "{claims.team}" }
      policy:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::exports/{claims.team}/*" }

  dataset:
    when: { issuer: corp, claims: { sub: report-runner } }
    parameters: { dataset: { pattern: "[a-z0-9-]{1,40}" } }
    assume:
      role: arn:aws:iam::111122223333:role/report-reader
      account: reporting
      policy:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::datasets/{params.dataset}/*" }

  archive-read:
    when: { issuer: corp, claims: { sub: archivist } }
    assume:
      via: [arn:aws:iam::999988887777:role/hub]
      role: arn:aws:iam::444455556666:role/archive-reader
      account: archive
      sourceIdentity: "{claims.sub}"

  audit:
    accountId: true
    when: { issuer: corp, claims: { sub: auditor } }
    assume: { role: auditor, accounts: { env: prod } }

  audit-elsewhere:
    when: { issuer: corp, claims: { sub: auditor } }
    assume: { role: "arn:aws:iam::111122223333:role/auditor", account: reporting }

  from-the-office:
    when: { issuer: corp, claims: { sub: report-runner }, network: { cidr: [10.0.0.0/8] } }
    assume: { role: "arn:aws:iam::111122223333:role/auditor", account: reporting }

  wrong-external-id:
    when: { issuer: corp, claims: { sub: report-runner } }
    assume: { role: "arn:aws:iam::111122223333:role/auditor", account: mistyped }

  too-long:
    when: { issuer: corp, claims: { sub: archivist } }
    assume: { role: "arn:aws:iam::111122223333:role/auditor", account: reporting, duration: 12h }

  with-token:
    when: { issuer: corp, claims: { sub: accountant } }
    assume: { role: "arn:aws:iam::111122223333:role/auditor", account: reporting, capAt: token }

  soon:
    mode: shadow
    when: { issuer: corp, claims: { sub: report-runner } }
    assume: { role: "arn:aws:iam::111122223333:role/auditor", account: reporting }

  later:
    mode: shadow
    when: { issuer: corp, claims: { sub: trainee } }
    assume: { role: "arn:aws:iam::111122223333:role/auditor", account: reporting }

  later-at-the-office:
    mode: shadow
    when: { issuer: corp, claims: { sub: trainee }, network: { cidr: [10.0.0.0/8] } }
    assume: { role: "arn:aws:iam::111122223333:role/auditor", account: reporting }

deny:
  - { issuer: corp, claims: { sub: leaver }, reason: left the company }
`;
}

/**
 * What the accounts' owners wrote: the other half. `sts:ExternalId` is a key of `sts:AssumeRole` alone, so that the other
 * actions have a statement of their own.
 */
export const accountsText = `
serviceIdentity: arn:aws:iam::999988887777:role/vending-service
accounts:
  "999988887777":
    roles:
      vending-service:
        trustPolicy:
          Version: "2012-10-17"
          Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }
        permissions:
          Version: "2012-10-17"
          Statement: { Effect: Allow, Action: ["sts:*"], Resource: "*" }
      hub:
        trustPolicy:
          Version: "2012-10-17"
          Statement:
            Effect: Allow
            Principal: { AWS: "arn:aws:iam::999988887777:role/vending-service" }
            Action: [sts:AssumeRole, sts:SetSourceIdentity]
        permissions:
          Version: "2012-10-17"
          Statement: { Effect: Allow, Action: ["sts:*"], Resource: "*" }
  "111122223333":
    roles:
      report-reader:
        trustPolicy:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Principal: { AWS: "arn:aws:iam::999988887777:role/vending-service" }
              Action: sts:AssumeRole
              Condition: { StringEquals: { "sts:ExternalId": ${secrets.reporting} } }
            - Effect: Allow
              Principal: { AWS: "arn:aws:iam::999988887777:role/vending-service" }
              Action: [sts:SetSourceIdentity, sts:TagSession]
      auditor:
        trustPolicy:
          Version: "2012-10-17"
          Statement:
            Effect: Allow
            Principal: { AWS: "arn:aws:iam::999988887777:role/vending-service" }
            Action: sts:AssumeRole
            Condition: { StringEquals: { "sts:ExternalId": ${secrets.reporting} } }
  "444455556666":
    roles:
      archive-reader:
        trustPolicy:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Principal: { AWS: "arn:aws:iam::999988887777:role/hub" }
              Action: sts:AssumeRole
              Condition: { StringEquals: { "sts:ExternalId": ${secrets.archive} } }
            - Effect: Allow
              Principal: { AWS: "arn:aws:iam::999988887777:role/hub" }
              Action: [sts:SetSourceIdentity]
      auditor:
        trustPolicy:
          Version: "2012-10-17"
          Statement:
            Effect: Allow
            Principal: { AWS: "arn:aws:iam::999988887777:role/vending-service" }
            Action: sts:AssumeRole
            Condition: { StringEquals: { "sts:ExternalId": ${secrets.archive} } }
`;
