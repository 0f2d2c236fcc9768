import { createHash } from "node:crypto";

/** Roles of one account, each with one thing that does not fit `troubledMap`. */
export const troubledAccounts = `
serviceIdentity: arn:aws:iam::999988887777:role/vending-service
accounts:
  "999988887777":
    users:
      operator:
        accessKeys: [{ id: AKIAOPERATOR00000001, secret: operator-secret-key }]
    roles:
      vending-service:
        maxSessionDuration: 12h
        trustPolicy: { Version: "2012-10-17", Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole } }
      closed-hub:
        trustPolicy: { Version: "2012-10-17", Statement: { Effect: Allow, Principal: { AWS: "arn:aws:iam::999988887777:user/operator" }, Action: "sts:*" } }
  "111122223333":
    disabledRegions: [eu-south-1]
    managedPolicies:
      known: { Version: "2012-10-17", Statement: { Effect: Allow, Action: "s3:GetObject", Resource: "*" } }
    roles:
      sound: &sound
        maxSessionDuration: 12h
        trustPolicy:
          Version: "2012-10-17"
          Statement:
            - &assume
              Effect: Allow
              Principal: { AWS: ["arn:aws:iam::999988887777:role/vending-service", "arn:aws:iam::999988887777:user/operator"] }
              Action: sts:AssumeRole
              Condition: { StringEquals: { "sts:ExternalId": the-right-external-id } }
            - Effect: Allow
              Principal: { AWS: ["arn:aws:iam::999988887777:role/vending-service", "arn:aws:iam::999988887777:user/operator"] }
              Action: [sts:TagSession, sts:SetSourceIdentity]
      distrusting:
        trustPolicy: { Version: "2012-10-17", Statement: { Effect: Allow, Principal: { AWS: "arn:aws:iam::999988887777:user/operator" }, Action: "sts:*" } }
      untagged:
        trustPolicy:
          Version: "2012-10-17"
          Statement:
            - *assume
            - { Effect: Allow, Principal: { AWS: "arn:aws:iam::999988887777:role/vending-service" }, Action: sts:SetSourceIdentity }
      anonymous:
        trustPolicy:
          Version: "2012-10-17"
          Statement:
            - *assume
            - { Effect: Allow, Principal: { AWS: "arn:aws:iam::999988887777:role/vending-service" }, Action: sts:TagSession }
      bare:
        trustPolicy: { Version: "2012-10-17", Statement: [*assume] }
      without-id:
        trustPolicy:
          Version: "2012-10-17"
          Statement:
            Effect: Allow
            Principal: { AWS: "arn:aws:iam::999988887777:role/vending-service" }
            Action: "sts:*"
            Condition: { "Null": { "sts:ExternalId": "true" } }
      short:
        <<: *sound
        maxSessionDuration: 3h
      picky:
        trustPolicy:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Principal: { AWS: "arn:aws:iam::999988887777:role/vending-service" }
              Action: "sts:*"
              Condition: { StringEquals: { "aws:RequestTag/team": etl } }
`.replace(
  "        <<: *sound\n        maxSessionDuration: 3h\n",
  `        maxSessionDuration: 3h
        trustPolicy: { Version: "2012-10-17", Statement: [*assume, { Effect: Allow, Principal: { AWS: "arn:aws:iam::999988887777:role/vending-service" }, Action: [sts:TagSession, sts:SetSourceIdentity] }] }
`,
);

/** A grant for each of those roles, named like the trouble that it has. */
export const troubledMap = `
version: 1
issuers:
  corp:
    issuer: https://idp.corp.example
    audience: https://vend.corp.example
    keys: { discovery: true }
    algorithms: [ES256]
accounts:
  right: { id: "111122223333", externalId: the-right-external-id }
  wrong: { id: "111122223333", externalId: a-wrong-external-id }
  silent: { id: "111122223333" }
  south: { id: "111122223333", externalId: the-right-external-id, region: eu-south-1 }
  stored: { id: "111122223333", externalId: { ssm: /vend/external-id } }
grants:
  fits: { when: &when { issuer: corp, claims: { sub: alice, team: { matches: "[a-z]{2,9}" } } }, assume: { role: sound, account: right, tags: &tags { team: "{claims.team}" }, sourceIdentity: "{claims.sub}" } }
  fits-too: { when: *when, assume: { role: sound, account: right, tags: *tags, sourceIdentity: "{claims.sub}", sessionName: "other-{claims.sub}" } }
  nobody-there: { when: *when, assume: { role: missing, account: right } }
  trusts-another: { when: *when, assume: { role: distrusting, account: right, tags: *tags, sourceIdentity: "{claims.sub}" } }
  asks-for-an-id: { when: *when, assume: { role: sound, account: silent } }
  asks-for-more: { when: *when, assume: { role: bare, account: silent } }
  wrong-id: { when: *when, assume: { role: sound, account: wrong, tags: *tags, sourceIdentity: "{claims.sub}" } }
  unwanted-id: { when: *when, assume: { role: without-id, account: right } }
  no-tags: { when: *when, assume: { role: untagged, account: right, tags: *tags, sourceIdentity: "{claims.sub}" } }
  no-identity: { when: *when, assume: { role: anonymous, account: right, tags: *tags, sourceIdentity: "{claims.sub}" } }
  neither: { when: *when, assume: { role: bare, account: right, tags: *tags, sourceIdentity: "{claims.sub}" } }
  too-long: { when: *when, assume: { role: short, account: right, duration: 6h } }
  chained: { when: *when, assume: { role: sound, account: right, duration: 2h } }
  unknown-policy: { when: *when, assume: { role: sound, account: right, policyArns: [arn:aws:iam::111122223333:policy/known, arn:aws:iam::111122223333:policy/unknown] } }
  packed: { when: *when, assume: { role: sound, account: right, tags: { a: "PACKED-A", b: "PACKED-B", c: "PACKED-C", d: "PACKED-D", e: "PACKED-E", f: "PACKED-F", g: "PACKED-G", h: "PACKED-H", i: "PACKED-I" } } }
  no-region: { when: *when, assume: { role: sound, account: south } }
  no-parameter: { when: *when, assume: { role: sound, account: stored } }
  other-partition: { when: *when, assume: { role: arn:aws-cn:iam::222233334444:role/x } }
  demands-tags: { when: *when, assume: { role: picky, account: right } }
  demanded-tags: { when: { issuer: corp, claims: { sub: alice, team: etl } }, assume: { role: picky, account: right, tags: *tags } }
  other-tags: { when: *when, assume: { role: picky, account: wrong, tags: *tags } }
  no-sample: { when: { issuer: corp, claims: { sub: { matches: "\\\\pL+" }, team: { matches: "\\\\pN" } } }, assume: { role: sound, account: right, tags: *tags } }
  stuck-on-the-way: { when: *when, assume: { via: [arn:aws:iam::999988887777:role/closed-hub], role: arn:aws:iam::333344445555:role/x } }
`.replaceAll(/PACKED-[A-Z]/g, (name) => createHash("sha512").update(name).digest("hex").repeat(2).slice(0, 250));
