import type { Caller } from "../shared/model/caller.ts";
import type { Claims, ClaimValue } from "../shared/model/claims.ts";
import type { Grant, Matcher, PolicyDocument } from "../shared/model/policy-document.ts";
import type { CredentialsAsk, RequestFacts } from "../shared/model/request.ts";

/** A request as it reaches the decision. */
export interface PolicyRequest {
  readonly caller: Caller;
  readonly ask: CredentialsAsk;
  readonly facts: RequestFacts;
}

/** A Wednesday at noon in Berlin. */
const nowMs = Date.UTC(2026, 9, 7, 10, 0, 0);

/** What the generated maps' patterns take. */
const patternSamples: Readonly<Record<string, string>> = { team: "etl-core", email: "a.person@corp.example" };

/** A request that a grant of a generated map is for, and that names no grant: the map has to find it. */
export function matchingRequest(document: PolicyDocument, grant: Grant): PolicyRequest {
  const issuerName = grant.when.issuers[0] ?? "";
  const issuer = document.issuers.find(({ name }) => name === issuerName)?.issuer ?? "";
  const claims: { [name: string]: ClaimValue } = {
    ...{ iss: issuer, sub: "somebody", aud: "https://vend.corp.example", jti: "token-1", exp: nowMs / 1000 + 600 },
    ...{ amr: ["mfa"], auth_time: nowMs / 1000 - 60, env: "prod-eu" },
  };
  for (const { path, matcher } of grant.when.claims) {
    claims[path[0]] = sampleFor(matcher, path[0]);
  }
  const network = grant.when.network?.cidrs[0];
  return {
    caller: aCaller(claims, issuerName, issuer),
    ask: {
      grant: undefined,
      account: grant.targets.length > 1 ? grant.targets[0]?.account : undefined,
      format: undefined,
      durationSeconds: undefined,
      parameters: new Map(grant.parameters.map(({ name }) => [name, "sales"])),
    },
    facts: { nowMs, sourceAddress: network?.replace(/0\/\d+$/, "1") ?? "192.0.2.1", vpcEndpointId: undefined },
  };
}

function sampleFor(matcher: Matcher, claim: string): ClaimValue {
  switch (matcher.kind) {
    case "equals":
      return matcher.value;
    case "oneOf":
      return matcher.values[0] ?? "";
    case "anyOf":
    case "allOf":
      return matcher.values;
    case "noneOf":
      return [];
    case "prefix":
      return `${matcher.prefix}-1`;
    case "glob":
      return matcher.pattern.replace(/\*+/g, "1.2");
    case "matches":
    case "exists":
      return patternSamples[claim] ?? "x";
  }
}

/** Only a verified token makes a caller in the service; here nothing is vended. */
function aCaller(claims: Claims, issuerName: string, issuer: string): Caller {
  return {
    issuerName,
    issuer,
    subject: String(claims["sub"]),
    claims,
    tokenId: "token-1",
    tokenSha256: "0".repeat(64),
    tokenExpiresAtSeconds: nowMs / 1000 + 600,
  } as unknown as Caller;
}
