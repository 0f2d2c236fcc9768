import type { Claims } from "../../model/claims.ts";
import type { Issuer } from "../../model/issuer.ts";
import type { ProofMethod } from "../../model/proof.ts";
import { lacksProof } from "../lacks-proof.ts";
import { acceptedTypes } from "./accept-token.ts";
import type { SampledRequest } from "./policy-map-diff.ts";

/** What a token says beside what conditions are about. */
export interface SampledToken {
  readonly header: SampledRequest["header"];
  readonly claims: Claims;
  /** Claims that it has not. */
  readonly without: readonly string[];
  readonly boundBy: readonly ProofMethod[];
}

const usualSeconds = 300;

/** A token that an issuer's rules take, before a change of them too if that is possible. */
export function usualToken(newer: Issuer, older: Issuer | undefined, nowMs: number): SampledToken {
  const nowSeconds = nowMs / 1000;
  const both = <Value>(values: readonly Value[], others: readonly Value[] | undefined) =>
    values.find((value) => others?.includes(value)) ?? values[0];
  const types = acceptedTypes(newer.tokenType).toReversed();
  const lifetimes = [usualSeconds, newer.maxTokenLifetimeSeconds, older?.maxTokenLifetimeSeconds ?? usualSeconds];
  return {
    header: header(
      both(newer.algorithms, older?.algorithms) ?? "none",
      both(types, older && acceptedTypes(older.tokenType).toReversed()),
    ),
    claims: {
      iss: newer.issuer,
      aud: both(newer.audiences, older?.audiences) ?? "",
      iat: nowSeconds,
      exp: nowSeconds + Math.min(...lifetimes),
    },
    without: [],
    boundBy: usualBinding(newer, older),
  };
}

/** The least first. */
export const sampleBindings: readonly (readonly ProofMethod[])[] = [[], ["dpop"], ["mtls"], ["dpop", "mtls"]];

function usualBinding(newer: Issuer, older: Issuer | undefined): readonly ProofMethod[] {
  const ways = sampleBindings.filter((way) => !lacksProof(newer, way));
  return ways.find((way) => older === undefined || !lacksProof(older, way)) ?? ways[0] ?? [];
}

/** Tokens at the edges of what the rules take, each like the usual one but in one thing. */
export function edgeTokens(newer: Issuer, older: Issuer, nowMs: number): readonly SampledToken[] {
  const usual = usualToken(newer, older, nowMs);
  const withClaims = (claims: Claims): SampledToken => ({ ...usual, claims: { ...usual.claims, ...claims } });
  return [
    ...newer.algorithms.map((alg) => ({ ...usual, header: { ...usual.header, alg } })),
    ...acceptedTypes(newer.tokenType).map((type) => ({ ...usual, header: header(usual.header.alg, type) })),
    ...newer.audiences.map((aud) => withClaims({ aud })),
    ...edgeTimes(newer, older, nowMs / 1000).map(withClaims),
    { ...usual, without: ["iat"] },
    ...older.requiredClaims.map((name) => ({ ...usual, without: [name] })),
    ...sampleBindings.map((boundBy) => ({ ...usual, boundBy })),
  ];
}

function header(alg: string, typ: string | undefined): SampledRequest["header"] {
  return typ === undefined ? { alg } : { alg, typ };
}

function edgeTimes(newer: Issuer, older: Issuer, nowSeconds: number): readonly Claims[] {
  const { maxTokenLifetimeSeconds: lifetime, clockToleranceSeconds: tolerance } = newer;
  const oldestAge =
    newer.maxTokenAgeSeconds === undefined
      ? (older.maxTokenAgeSeconds ?? 0) + older.clockToleranceSeconds + 1
      : newer.maxTokenAgeSeconds + tolerance;
  const short = Math.min(usualSeconds, lifetime);
  return [
    { iat: nowSeconds, exp: nowSeconds + lifetime },
    { iat: nowSeconds - oldestAge, exp: Math.min(nowSeconds - oldestAge + lifetime, nowSeconds + short) },
    { iat: nowSeconds + 1 - tolerance - short, exp: nowSeconds + 1 - tolerance },
    { iat: nowSeconds + tolerance, exp: nowSeconds + tolerance + short },
  ];
}
