import type { Issuer, KeySource, PublicJwk } from "../model/issuer.ts";
import { mostClockToleranceSeconds } from "../model/most-clock-tolerance-seconds.ts";
import type { AuthoredIssuer } from "./authored-issuer.ts";
import { checkUsableJwks } from "./check-jwks.ts";
import { checkCount, checkUnique, listed } from "./check-names.ts";
import type { Findings, MapPath } from "./findings.ts";
import { normaliseIssuerProof } from "./normalise-proof.ts";
import { parseDuration } from "./parse-duration.ts";
import { quoteValue } from "./quote-value.ts";

const mostAudiences = 100;
const defaultMaxTokenLifetimeSeconds = 24 * 3600;
const defaultClockToleranceSeconds = 30;

/** Members that make a JWK private or symmetric (RFC 7518 section 6). */
const privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];
const publicKeyTypes: readonly unknown[] = ["RSA", "EC", "OKP"];

/** Fills in defaults and checks what the schema cannot; undefined where the keys say nothing that can be used. */
export function normaliseIssuer(
  name: string,
  authored: AuthoredIssuer,
  path: MapPath,
  findings: Findings,
): Issuer | undefined {
  const keys = normaliseKeys(authored, [...path, "keys"], findings);
  if (keys?.kind !== "inline") checkIssuerUrl(authored.issuer, [...path, "issuer"], findings);
  const audiences = listed(authored.audience, [...path, "audience"]).map(({ text }) => text);
  const place = [...path, "audience"];
  if (checkCount("audiences", audiences.length, mostAudiences, place, findings))
    checkUnique(audiences, place, findings);
  checkUnique(authored.algorithms, [...path, "algorithms"], findings);
  const requiredClaims = authored.requiredClaims ?? [];
  checkUnique(requiredClaims, [...path, "requiredClaims"], findings);
  const seconds = secondsReader(authored, path, findings);
  const tolerance = seconds("clockTolerance", 0, mostClockToleranceSeconds);
  const issuer = {
    name,
    issuer: authored.issuer,
    audiences,
    algorithms: authored.algorithms,
    tokenType: authored.tokenType,
    maxTokenAgeSeconds: seconds("maxTokenAge", 1),
    maxTokenLifetimeSeconds: seconds("maxTokenLifetime", 1) ?? defaultMaxTokenLifetimeSeconds,
    clockToleranceSeconds: tolerance ?? defaultClockToleranceSeconds,
    requiredClaims,
    senderConstrained: normaliseIssuerProof(authored.senderConstrained, [...path, "senderConstrained"], findings),
  };
  return keys && { ...issuer, keys };
}

function secondsReader(authored: AuthoredIssuer, path: MapPath, findings: Findings) {
  type Name = "maxTokenAge" | "maxTokenLifetime" | "clockTolerance";
  return (name: Name, least: number, most = Number.POSITIVE_INFINITY): number | undefined => {
    const value = authored[name];
    if (value === undefined) return undefined;
    const seconds = findings.attempt([...path, name], () => parseDuration(value));
    if (seconds === undefined) return undefined;
    if (seconds < least) return findings.report([...path, name], `${value} refuses every token`, "use at least 1s");
    if (seconds > most) {
      return findings.report([...path, name], `${value} is over the limit of ${most}s`, `use at most ${most}s`);
    }
    return seconds;
  };
}

function normaliseKeys({ keys, algorithms }: AuthoredIssuer, path: MapPath, findings: Findings): KeySource | undefined {
  if (Object.keys(keys).length !== 1) {
    const rule = "must say exactly one of discovery, jwksUri and jwks";
    return findings.report(path, rule, "write { discovery: true }, { jwksUri: ... } or { jwks: { keys: [...] } }");
  }
  if (keys.jwksUri !== undefined) {
    checkUrl(keys.jwksUri, [...path, "jwksUri"], findings);
    return { kind: "jwksUri", uri: keys.jwksUri };
  }
  if (keys.jwks === undefined) return { kind: "discovery" };
  const before = findings.all.length;
  keys.jwks.keys.forEach((jwk, index) => {
    checkPublicJwk(jwk, [...path, "jwks", "keys", index], findings);
  });
  const isSound = findings.all.length === before;
  if (isSound) checkUsableJwks(keys.jwks.keys, algorithms, [...path, "jwks"], findings);
  return { kind: "inline", jwks: { keys: keys.jwks.keys } };
}

function checkPublicJwk(jwk: PublicJwk, path: MapPath, findings: Findings): void {
  const secret = privateMembers.find((member) => Object.hasOwn(jwk, member));
  if (secret !== undefined || jwk["kty"] === "oct") {
    const rule = "holds a private or symmetric key, with which anybody who reads the map could make tokens";
    findings.report(path, rule, "replace the key, then write its public members only");
  } else if (!publicKeyTypes.includes(jwk["kty"])) {
    findings.report(path, "has no kty of RSA, EC or OKP", "write a public JWK (RFC 7517)");
  }
}

function checkIssuerUrl(issuer: string, path: MapPath, findings: Findings): void {
  const url = checkUrl(issuer, path, findings);
  // OpenID Connect Discovery section 3: no query and no fragment.
  if (url !== undefined && /[?#]/.test(issuer)) {
    findings.report(path, `${quoteValue(issuer)} has a query or a fragment`, "write the issuer as its tokens have it");
  }
}

/** Keys fetched over plain HTTP are keys that anybody on the way may choose. */
function checkUrl(text: string, path: MapPath, findings: Findings): URL | undefined {
  const url = /^[\x21-\x7e]+$/.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && (url.username !== "" || url.password !== "")) {
    return findings.report(path, "is a URL with a user name or password", "remove what is before the @");
  }
  const isLoopback = url !== undefined && ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  if (url?.protocol !== "https:" && !(url?.protocol === "http:" && isLoopback)) {
    const rule = `${quoteValue(text)} is not an https URL`;
    return findings.report(path, rule, "write https://...; http is for 127.0.0.1, localhost and [::1] only");
  }
  return url;
}
