import type { TokenIssuer } from "../support/token-issuer.ts";

/** What a version of the map says that differs from the others. */
export interface SoakMapVersion {
  /** In the session policy of those who get one: another makes other sessions. */
  readonly folder: string;
  readonly denied: readonly string[];
}

const account = "111122223333";
const storedAccount = "444455556666";

/** A grant for each way to a session: plain, short, through a chain, with a stored external ID, and once for each token. */
export const soakGrants = {
  hourly: { roleArn: `arn:aws:iam::${account}:role/soak/hourly`, durationSeconds: 3_600, hasPolicy: true },
  brief: { roleArn: `arn:aws:iam::${account}:role/soak/brief`, durationSeconds: 900, hasPolicy: true },
  chained: { roleArn: `arn:aws:iam::${account}:role/soak/chained`, durationSeconds: 3_600, hasPolicy: true },
  stored: { roleArn: `arn:aws:iam::${storedAccount}:role/soak/stored`, durationSeconds: 3_600, hasPolicy: false },
  once: { roleArn: `arn:aws:iam::${account}:role/soak/once`, durationSeconds: 1_800, hasPolicy: false },
} as const;

export type SoakGrantName = keyof typeof soakGrants;

export const soakExternalId = { ssm: "/vend/soak/external-id" } as const;

/** The map as JSON. */
export function soakMap(issuer: TokenIssuer, jwksUri: string, { folder, denied }: SoakMapVersion): string {
  const grant = (name: SoakGrantName, assume: object, others: object = {}) => ({
    when: { issuer: "corp", claims: { sub: { prefix: `${name}-` }, team: { matches: "[a-z][a-z0-9-]{1,30}" } } },
    assume: {
      role: soakGrants[name].roleArn,
      duration: `${soakGrants[name].durationSeconds / 60}m`,
      sessionName: "{claims.sub}",
      sourceIdentity: "{claims.sub}",
      ...(soakGrants[name].hasPolicy && { policy: sessionPolicy(folder) }),
      ...assume,
    },
    ...others,
  });
  return JSON.stringify({
    version: 1,
    issuers: {
      corp: {
        issuer: issuer.issuer,
        audience: issuer.audience,
        keys: { jwksUri },
        algorithms: ["ES256"],
        maxTokenAge: "1h",
        maxTokenLifetime: "1h",
        requiredClaims: ["sub", "jti"],
      },
    },
    accounts: { stored: { id: storedAccount, externalId: soakExternalId } },
    grants: {
      hourly: grant("hourly", { tags: { team: "{claims.team}" } }),
      brief: grant("brief", {}, { allowShort: true }),
      chained: grant("chained", { via: ["arn:aws:iam::999988887777:role/soak-hub"] }),
      stored: grant("stored", { account: "stored" }),
      once: grant("once", {}, { oneTime: true }),
    },
    deny: [{ issuer: "corp", claims: { sub: { oneOf: ["hourly-leaver", ...denied] } }, reason: "left" }],
  });
}

function sessionPolicy(folder: string): object {
  const Resource = `arn:aws:s3:::exports/${folder}/{claims.team}/*`;
  return { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "s3:GetObject", Resource } };
}
