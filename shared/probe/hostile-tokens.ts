import { createHmac } from "node:crypto";
import { CompactSign, exportJWK, generateKeyPair } from "jose";
import { parseObject } from "../../clients/node/parse-object.ts";
import { signatureAlgorithms } from "../model/issuer.ts";
import type { ShownToken } from "./probe-ports.ts";

/** A request that must be refused, by the one thing that is wrong with it. */
export interface HostileAsk {
  readonly row: string;
  readonly shown: ShownToken;
  /** Another than the probe's own. */
  readonly grant?: string;
}

export interface GenuineTokens {
  /** What the probe's grant is given to. */
  readonly token: string;
  /** Of the same issuer and subject, for somebody else; undefined: its issuer makes none. */
  readonly forOther: string | undefined;
  /** Once good, and out of its time; undefined: there is none yet. */
  readonly expired: string | undefined;
}

type Part = Readonly<Record<string, unknown>>;

/** Where the header names none that a service may take. */
const fallbackAlgorithm = "ES256";

/**
 * Hostile requests, each made of a genuine token by breaking one thing: so each would be answered with credentials by a service that
 * does not look there.
 * @param deniedGrant one that the genuine token is not given
 * @throws Error where the token is no JWT
 */
export async function hostileAsks(
  { token, forOther, expired }: GenuineTokens,
  deniedGrant: string | undefined,
): Promise<readonly HostileAsk[]> {
  const [head = "", payload = "", signature = ""] = token.split(".");
  const [header, claims] = [readPart(head), readPart(payload)];
  const join = (changed: { header?: Part; claims?: Part; signature?: string }): ShownToken => ({
    proper: [encode(changed.header ?? header), encode(changed.claims ?? claims), changed.signature ?? signature].join(
      ".",
    ),
  });
  const own = await signByOwnKey(header, payload);
  const asks: readonly (HostileAsk | undefined)[] = [
    { row: "no token", shown: {} },
    { row: "alg none", shown: join({ header: { ...header, alg: "none" }, signature: "" }) },
    { row: "alg none, signed", shown: join({ header: { ...header, alg: "none" } }) },
    { row: "no signature", shown: join({ signature: "" }) },
    { row: "another signature", shown: join({ signature: flipBit(signature) }) },
    { row: "longer life under the same signature", shown: join({ claims: { ...claims, exp: later(claims["exp"]) } }) },
    {
      row: "another subject under the same signature",
      shown: join({ claims: { ...claims, sub: "vend-probe-hostile" } }),
    },
    { row: "an own key under the issuer's kid", shown: { proper: own.underTheirKid } },
    { row: "an own key in the header", shown: { proper: own.inTheHeader } },
    { row: "an HMAC with an empty key", shown: { proper: signEmpty(header, payload) } },
    { row: "a critical extension", shown: join({ header: { ...header, crit: ["vend-probe"], "vend-probe": true } }) },
    { row: "in the query", shown: { query: token } },
    forOther === undefined ? undefined : { row: "for another audience", shown: { proper: forOther } },
    expired === undefined ? undefined : { row: "expired", shown: { proper: expired } },
    deniedGrant === undefined
      ? undefined
      : { row: "a grant that is not given", shown: { proper: token }, grant: deniedGrant },
  ];
  return asks.filter((ask) => ask !== undefined);
}

async function signByOwnKey(header: Part, payload: string): Promise<{ underTheirKid: string; inTheHeader: string }> {
  const alg = signatureAlgorithms.find((name) => name === header["alg"]) ?? fallbackAlgorithm;
  const { publicKey, privateKey } = await generateKeyPair(alg);
  const sign = (protectedHeader: Part) =>
    new CompactSign(Buffer.from(payload, "base64url")).setProtectedHeader({ ...protectedHeader, alg }).sign(privateKey);
  return { underTheirKid: await sign(header), inTheHeader: await sign({ ...header, jwk: await exportJWK(publicKey) }) };
}

function signEmpty(header: Part, payload: string): string {
  const signed = `${encode({ ...header, alg: "HS256" })}.${payload}`;
  return `${signed}.${createHmac("sha256", "").update(signed).digest("base64url")}`;
}

/** Not in its last byte, of which the last character may hold bits that count for nothing. */
function flipBit(signature: string): string {
  const bytes = Buffer.from(signature, "base64url");
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  return bytes.toString("base64url");
}

function later(expires: unknown): number {
  return (typeof expires === "number" ? expires : 0) + 60;
}

function readPart(part: string): Part {
  const value = parseObject(Buffer.from(part, "base64url").toString("utf8"));
  if (value === undefined) throw new Error("the token is no JWT");
  return value;
}

function encode(part: Part): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
