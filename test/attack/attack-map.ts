import type { PublicJwk } from "../../shared/model/issuer.ts";

/** Texts that only the map and STS may ever hold. */
export const externalIds = {
  reporting: "reporting-external-id-4711-attack",
  archive: "archive-external-id-0815-attack",
  mistyped: "reporting-external-id-4712-attack",
} as const;

/** Where the keys of an issuer are. */
type AttackedKeys =
  | { readonly jwks: { readonly keys: readonly PublicJwk[] } }
  | { readonly jwksUri: string }
  | { readonly discovery: true };

export interface AttackedIssuer {
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly string[];
  readonly keys: AttackedKeys;
  /** Members of the map's entry that differ from the usual ones. */
  readonly changes?: Readonly<Record<string, unknown>>;
}

/**
 * The map that the suite's stack serves: every matcher that a claim can slip through, every place that a claim's value goes to, and
 * something in it that each caller must not get.
 */
export function writeAttackMap(issuers: Readonly<Record<string, AttackedIssuer>>): string {
  return JSON.stringify({
    version: 1,
    issuers: Object.fromEntries(Object.entries(issuers).map(([name, issuer]) => [name, writeIssuer(issuer)])),
    accounts: {
      reporting: { id: "111122223333", externalId: externalIds.reporting, labels: { env: "prod" } },
      archive: { id: "444455556666", externalId: externalIds.archive, labels: { env: "prod" } },
      mistyped: { id: "111122223333", externalId: externalIds.mistyped },
    },
    grants: { ...namedGrants, ...visitorGrant(Object.keys(issuers)) },
    deny: [{ issuer: "corp", claims: { sub: "leaver" }, reason: "left the company" }],
  });
}

function writeIssuer({ issuer, audience, algorithms, keys, changes }: AttackedIssuer): object {
  const usual = {
    tokenType: "at+jwt",
    maxTokenAge: "1h",
    maxTokenLifetime: "1h",
    clockTolerance: "30s",
    requiredClaims: ["jti"],
  };
  return { issuer, audience, algorithms, keys, ...usual, ...changes };
}

/** What everybody's `visitor` gets: whether a token of an issuer is taken at all. */
function visitorGrant(issuers: readonly string[]): Readonly<Record<string, unknown>> {
  return {
    visit: {
      when: { issuer: issuers, claims: { sub: "visitor" } },
      assume: { role: "arn:aws:iam::111122223333:role/attack-visitor", account: "reporting", duration: "1h" },
    },
  };
}

interface GrantChanges {
  readonly assume?: object;
  readonly when?: object;
  readonly [member: string]: unknown;
}

function grant(claims: object, role: string, { assume, when, ...rest }: GrantChanges = {}) {
  return {
    ...rest,
    when: { issuer: "corp", claims, ...when },
    assume: { role: `arn:aws:iam::111122223333:role/${role}`, account: "reporting", duration: "1h", ...assume },
  };
}

function once(role: string) {
  return grant({ sub: "report-runner" }, role, { oneTime: true, when: { issuer: ["corp", "twin"] } });
}

function reading(resource: string, condition?: object) {
  return {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: ["s3:GetObject"], Resource: [resource], ...(condition && { Condition: condition }) },
    ],
  };
}

const namedGrants = {
  "nightly-report": grant(
    { sub: "report-runner", groups: { anyOf: ["etl"] }, team: { matches: "[a-z][a-z0-9-]{1,30}" } },
    "attack-reader",
    {
      default: true,
      assume: {
        sourceIdentity: "{claims.sub}",
        tags: { team: "{claims.team}" },
        policy: reading("arn:aws:s3:::exports/{claims.team}/*"),
      },
    },
  ),
  dataset: grant({ sub: "report-runner" }, "attack-reader", {
    parameters: { dataset: { pattern: "[a-z0-9-]{1,40}" } },
    assume: { policy: reading("arn:aws:s3:::datasets/{params.dataset}/*") },
  }),
  // What a claim may be, each by another matcher.
  "by-branch": grant({ ref: { matches: "main|release-[0-9]+" }, repository: { glob: "corp/*" } }, "attack-deployer"),
  "by-equality": grant({ level: 1, isAdmin: true, name: "chief" }, "attack-reader"),
  "by-list": grant({ roles: { allOf: ["auditor", "staff"] }, flags: { noneOf: ["suspended"] } }, "attack-reader"),
  "by-prefix": grant({ env: { prefix: "prod-" } }, "attack-reader"),
  "by-nested-claim": grant({ "realm.roles": { anyOf: ["admin"] } }, "attack-reader"),
  "by-words": grant({ words: { matches: "(?:[a-z]+ ?)+" } }, "attack-reader"),
  // Where a claim's value goes that nothing but the template's own rules keeps in check.
  "to-policy": grant({ folder: { exists: true } }, "attack-reader", {
    assume: { policy: reading("arn:aws:s3:::exports/{claims.folder}/*") },
  }),
  "to-policy-path": grant({ path: { exists: true } }, "attack-reader", {
    assume: { policy: reading("arn:aws:s3:::exports/{claims.path|path}/*") },
  }),
  "to-condition": grant({ prefix: { exists: true } }, "attack-reader", {
    assume: { policy: reading("arn:aws:s3:::exports/*", { StringLike: { "s3:prefix": "{claims.prefix}/*" } }) },
  }),
  "to-tag": grant({ note: { exists: true } }, "attack-reader", { assume: { tags: { note: "{claims.note}" } } }),
  "to-names": grant({ department: "library" }, "attack-reader", {
    assume: { sessionName: "{claims.sub}", sourceIdentity: "{claims.sub}" },
  }),
  // Where and how a caller must come.
  once: once("attack-reader"),
  "once-more": once("attack-deployer"),
  "from-office": grant({ sub: "report-runner" }, "attack-reader", { when: { network: { cidr: ["10.0.0.0/8"] } } }),
  "after-sign-in": grant({ sub: "report-runner" }, "attack-reader", {
    when: { mfa: { amr: ["hwk"], maxAge: "15m" } },
  }),
  audit: {
    accountId: true,
    when: { issuer: "corp", claims: { sub: "auditor" } },
    assume: { role: "attack-auditor", accounts: { env: "prod" }, duration: "1h" },
  },
  // A role of the demo's accounts, which has an external ID of its own.
  "wrong-external-id": grant({ sub: "report-runner" }, "dataset-reader", { assume: { account: "mistyped" } }),
  "in-shadow": grant({ sub: "report-runner" }, "attack-reader", { mode: "shadow" }),
  "of-the-twin": grant({ sub: "report-runner" }, "attack-reader", { when: { issuer: "twin" } }),
  "of-somebody-else": grant({ sub: "somebody-else" }, "attack-reader"),
};
