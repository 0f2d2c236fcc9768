import { createLocalJWKSet, createRemoteJWKSet, decodeJwt, errors, type JWTPayload, jwtVerify } from "jose";
import { z } from "zod";
import type { Accounts, OidcProvider } from "./accounts.ts";
import type { Tag } from "./caller.ts";
import { StsError } from "./sts-error.ts";

/** What a verified token says. */
export interface WebIdentity {
  readonly provider: OidcProvider;
  readonly subject: string;
  /** The one that the provider knows. */
  readonly audience: string;
  /** Condition keys: `HOST/PATH:aud`, `:sub`, `:amr`. No other claim is one, as with AWS for an issuer of one's own. */
  readonly keys: readonly (readonly [string, readonly string[]])[];
  readonly tags: readonly Tag[];
  readonly transitiveTagKeys: readonly string[];
  readonly sourceIdentity: string | undefined;
}

const algorithms = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"];
const notAJwt = "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)";
const remoteTimeoutMs = 5000;

const oneString = z.union([z.string(), z.array(z.string()).length(1)]).transform((value) => [value].flat()[0] ?? "");
const sessionClaims = z.object({
  "https://aws.amazon.com/tags": z
    .object({
      principal_tags: z.record(z.string(), oneString).default({}),
      transitive_tag_keys: z.array(z.string()).default([]),
    })
    .optional(),
  "https://aws.amazon.com/source_identity": z.string().optional(),
});

/**
 * Checks a token against the providers of the role's account.
 * @throws StsError InvalidIdentityToken, ExpiredTokenException, IDPCommunicationError
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export async function verifyWebIdentity(
  token: string,
  account: string,
  accounts: Accounts,
  nowMs: number,
): Promise<WebIdentity> {
  const { iss: unverifiedIssuer } = decode(token);
  const provider = [...accounts.oidcProviders.values()].find(
    ({ account: owner, issuer }) => owner === account && issuer === unverifiedIssuer,
  );
  if (provider === undefined) {
    throw invalid(`No OpenIDConnect provider found in your account for ${unverifiedIssuer}`);
  }
  const claims = await verify(token, provider, nowMs);
  const audiences = [claims.aud ?? []].flat();
  // With an authorized party (azp) AWS compares that, and keeps the audiences for :oaud.
  const party = typeof claims["azp"] === "string" ? claims["azp"] : undefined;
  const audience = (party === undefined ? audiences : [party]).find((value) => provider.audiences.includes(value));
  if (audience === undefined) throw invalid("Incorrect token audience");
  return { provider, audience, ...sessionProperties(claims), ...conditionKeys(provider, claims, audience, audiences) };
}

function decode(token: string): JWTPayload {
  try {
    return decodeJwt(token);
  } catch (cause) {
    throw invalid(notAJwt, cause);
  }
}

async function verify(token: string, provider: OidcProvider, nowMs: number): Promise<JWTPayload> {
  const { keys, issuer } = provider;
  const options = { issuer, algorithms, currentDate: new Date(nowMs), requiredClaims: ["sub", "aud", "exp", "iat"] };
  try {
    if ("jwks" in keys) return (await jwtVerify(token, createLocalJWKSet(keys.jwks), options)).payload;
    const remote = createRemoteJWKSet(new URL(keys.jwksUri), { timeoutDuration: remoteTimeoutMs });
    return (await jwtVerify(token, remote, options)).payload;
  } catch (cause) {
    throw refusal(cause, nowMs);
  }
}

function refusal(cause: unknown, nowMs: number): StsError {
  if (cause instanceof errors.JWTExpired) {
    const now = Math.floor(nowMs / 1000);
    const message = `Token expired: current date/time ${now} must be before the expiration date/time ${cause.payload.exp}`;
    return new StsError("ExpiredTokenException", message, { cause });
  }
  if (cause instanceof errors.JWKSNoMatchingKey) {
    const message =
      "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements";
    return invalid(message, cause);
  }
  if (cause instanceof errors.JWTClaimValidationFailed && cause.reason === "missing") {
    return invalid(`Missing a required claim: ${cause.claim}`, cause);
  }
  const isToken =
    cause instanceof errors.JOSEError && !(cause instanceof errors.JWKSTimeout) && cause.code !== "ERR_JOSE_GENERIC";
  return isToken
    ? invalid(notAJwt, cause)
    : new StsError("IDPCommunicationError", "Unable to retrieve the keys of the identity provider.", { cause });
}

function sessionProperties(claims: JWTPayload) {
  const result = sessionClaims.safeParse(claims);
  if (!result.success) throw invalid("The session tags of the token are not of the form that they must have.");
  const tags = result.data["https://aws.amazon.com/tags"];
  return {
    subject: claims.sub ?? "",
    tags: Object.entries(tags?.principal_tags ?? {}).map(([key, value]): Tag => ({ key, value })),
    transitiveTagKeys: tags?.transitive_tag_keys ?? [],
    sourceIdentity: result.data["https://aws.amazon.com/source_identity"],
  };
}

function conditionKeys(provider: OidcProvider, claims: JWTPayload, audience: string, audiences: readonly string[]) {
  const host = provider.issuer.replace(/^https?:\/\//, "");
  const amr = Array.isArray(claims["amr"]) ? claims["amr"].filter((value) => typeof value === "string") : [];
  const keys: [string, readonly string[]][] = [
    [`${host}:aud`, [audience]],
    [`${host}:oaud`, audiences],
    [`${host}:sub`, [claims.sub ?? ""]],
    [`${host}:amr`, amr],
  ];
  return { keys };
}

function invalid(message: string, cause?: unknown): StsError {
  return new StsError("InvalidIdentityToken", message, { cause });
}
