import { createHash, createHmac } from "node:crypto";
import { type AttackCase, invalidToken, refused } from "../attack-case.ts";
import { tokenCase, visitPath, withToken } from "../calls.ts";
import { encode, goodParts, joinParts, signSymmetrically, type TokenParts } from "../forge-token.ts";
import type { WireReply } from "../send-wire.ts";
import type { BrokenIssuer, World } from "../start-world.ts";
import { sharedSecret, type WeakKeyName } from "../weak-keys.ts";

const signing: readonly WeakKeyName[] = [
  "rsa-1024",
  "rsa-2040",
  "exponent-2",
  "for-encryption",
  "for-wrapping",
  "other-algorithm",
  "other-curve",
  "off-curve",
  "secp256k1",
  "x25519",
  "with-private-part",
  "padded-coordinate",
  "short-coordinate",
  "twice",
];

function visitorParts(world: World, header: object): TokenParts {
  const { header: usual, claims } = goodParts(world.weak.tokens);
  return { header: { ...usual, ...header }, claims: { ...claims, sub: "visitor" } };
}

/** Members of the issuer's own, published set: the signatures hold, and nobody may be known by them. */
export const useWeakKeys: readonly AttackCase[] = [
  ...signing.map((name) =>
    tokenCase(
      `a token under the member ${name}`,
      ({ weak, weakKeys }) => {
        const { key } = weakKeys[name];
        if (key === undefined) throw new Error(`${name} signs nothing`);
        return weak.tokens.issueToken({ key, claims: { sub: "visitor" } });
      },
      invalidToken,
      visitPath,
    ),
  ),
  ...["HS256", "ES256", "RS256"].map((alg) =>
    tokenCase(
      `an HMAC under the symmetric member, as ${alg}`,
      (world) => signSymmetrically(visitorParts(world, { alg, kid: "symmetric" }), sharedSecret, "sha256"),
      invalidToken,
      visitPath,
    ),
  ),
  tokenCase(
    "the token's own digest as the signature of exponent 1",
    (world) => signWithExponentOne(visitorParts(world, { alg: "RS256", kid: "exponent-1" })),
    invalidToken,
    visitPath,
  ),
  ...["7", "key", "0", "", "undefined", "null"].map((kid) =>
    tokenCase(
      `kid ${JSON.stringify(kid)} of a member that is none`,
      ({ weak }) => weak.tokens.issueToken({ header: { kid }, claims: { sub: "visitor" } }),
      invalidToken,
      visitPath,
    ),
  ),
];

/** With an exponent of 1, what was encrypted is what it was (RFC 8017 section 9.2 says what that has to be). */
function signWithExponentOne(parts: TokenParts): string {
  const digestInfo = Buffer.from("3031300d060960864801650304020105000420", "hex");
  const signed = `${encode(parts.header)}.${encode(parts.claims)}`;
  const digest = Buffer.concat([digestInfo, createHash("sha256").update(signed).digest()]);
  const padding = Buffer.alloc(256 - digest.length - 3, 0xff);
  return joinParts(
    parts,
    Buffer.concat([Buffer.from([0, 1]), padding, Buffer.from([0]), digest]).toString("base64url"),
  );
}

const unavailable = refused(503, "UpstreamUnavailable");
const broken: readonly BrokenIssuer[] = ["down", "redirecting", "oversized", "unreadable", "stalling"];

/** An issuer whose keys cannot be had is nobody's fault but its own: no token of it is taken, and nobody else's is refused. */
export const missKeys: readonly AttackCase[] = broken.flatMap((name) => [
  tokenCase(
    `a token of an issuer that is ${name}`,
    ({ broken: issuers }) => issuers[name].tokens.issueToken({ claims: { sub: "visitor" } }),
    unavailable,
    visitPath,
  ),
  tokenCase(
    `a forged token of an issuer that is ${name}`,
    ({ broken: issuers, stranger }) =>
      issuers[name].tokens.issueToken({ claims: { sub: "visitor" }, key: stranger.keys[0] }),
    unavailable,
    visitPath,
  ),
]);

/** One fetch when the map is loaded, and one in each ten seconds from then on. */
const cooldownMs = 10_000;

function fewFetches({ remote, startedAtMs }: World, _reply: WireReply): string | undefined {
  const allowed = 2 + Math.ceil((Date.now() - startedAtMs) / cooldownMs);
  return remote.requests.length <= allowed ? undefined : `${remote.requests.length} fetches, over ${allowed}`;
}

/** Names of keys that nobody has, each of which could be a new one. */
export const floodKeyIds: readonly AttackCase[] = Array.from({ length: 40 }, (_, index) => ({
  name: `unknown kid number ${index + 1}`,
  call: async ({ remote }) => {
    const kid = createHmac("sha256", "flood").update(String(index)).digest("hex");
    return withToken(await remote.tokens.issueToken({ header: { kid }, claims: { sub: "visitor" } }), visitPath);
  },
  answer: invalidToken,
  check: fewFetches,
}));
