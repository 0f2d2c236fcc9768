import type { AttackRow } from "./attack-case.ts";
import { floodKeyIds, missKeys, useWeakKeys } from "./cases/abuse-key-sets.ts";
import { bendValues, pollutePrototypes } from "./cases/bend-claims.ts";
import { bendEncoding } from "./cases/bend-encoding.ts";
import { bendStructure } from "./cases/bend-structure.ts";
import { chooseSession, injectPolicy } from "./cases/choose-session.ts";
import { confuseAlgorithm } from "./cases/confuse-algorithm.ts";
import { confuseDeputy, stealSession } from "./cases/confuse-deputy.ts";
import { exhaustLimits } from "./cases/exhaust-limits.ts";
import { forgeProof } from "./cases/forge-proof.ts";
import { injectKey } from "./cases/inject-key.ts";
import { bendTime, confuseTokenType, hideIdentity, missAudience } from "./cases/misuse-claims.ts";
import { forgeAddress, misuseBodies, misusePaths, moveToken, repeatAuthorization } from "./cases/misuse-gateway.ts";
import { crossIssuers, forgeIssuerAddress, missIssuer } from "./cases/misuse-issuer.ts";
import { misuseStsProtocol } from "./cases/misuse-sts-protocol.ts";
import { omitSignature } from "./cases/omit-signature.ts";
import { forgeCertificate, omitProof, provokeDisclosure } from "./cases/provoke-disclosure.ts";
import { replayToken } from "./cases/replay-token.ts";

/** Every attack that we know of. A number stays with its attack for good: new ones are added at the end. */
export const attackRows: readonly AttackRow[] = [
  {
    number: 1,
    attack: "A token without a signature: `alg` is none, missing, or no text",
    defence: "401 `InvalidToken`. `alg` must be, to the letter, one that the map lists for the issuer",
    cases: omitSignature,
  },
  {
    number: 2,
    attack: "One algorithm for another: an HMAC under the public key, another hash or padding of the same key",
    defence: "401 `InvalidToken`. No symmetric algorithm can be listed; a key that names none gets the issuer's",
    cases: confuseAlgorithm,
  },
  {
    number: 3,
    attack:
      "A key that the token brings along or points to: `jwk`, `jku`, `x5u`, `x5c`, a `kid` that is a path, an address, a query",
    defence:
      "401 `InvalidToken`, and nobody is called. `kid` is looked up among the issuer's keys, and nothing else is read",
    cases: injectKey,
  },
  {
    number: 4,
    attack: "An `iss` that is the address of something to call",
    defence: "401 `InvalidToken`, and nobody is called. Keys come from where the map says",
    cases: forgeIssuerAddress,
  },
  {
    number: 5,
    attack: "An `iss` that is nearly a trusted one",
    defence: "401 `InvalidToken`. Compared as a text, character by character",
    cases: missIssuer,
  },
  {
    number: 6,
    attack: "One trusted issuer speaking for another, its keys having the same names",
    defence: "401 `InvalidToken`. Each issuer has a key set of its own",
    cases: crossIssuers,
  },
  {
    number: 7,
    attack: "A token for somebody else: `aud` missing, nearly right, or of an odd shape",
    defence:
      "401 `WrongAudience`. One of the issuer's audiences must be `aud` or a member of it; a list holds texts only",
    cases: missAudience,
  },
  {
    number: 8,
    attack: "Times that are missing, infinite, in milliseconds, texts, far apart, in the future",
    defence:
      "401. `exp` is required, all times are finite numbers, age and lifetime have limits, the tolerance is a minute at most",
    cases: bendTime,
  },
  {
    number: 9,
    attack: "Something else that the issuer signed: an ID token, a proof, a logout token",
    defence: "401 `WrongTokenType`. `typ` must be what the map says, or one of the two usual ones",
    cases: confuseTokenType,
  },
  {
    number: 10,
    attack: "Another form than three signed parts: `crit`, `b64`, `zip`, JWE, nested and cut tokens",
    defence: "401 `InvalidToken`, before anything is derived, decrypted or unpacked",
    cases: bendStructure,
  },
  {
    number: 11,
    attack:
      "Bytes that two readers understand in two ways: signatures of zeros, DER, loose bits, bad UTF-8, names given twice",
    defence:
      "401 `InvalidToken`. One spelling of base64url, 64 bytes for ES256, UTF-8, JSON with unique names and 32 levels",
    cases: bendEncoding,
  },
  {
    number: 12,
    attack:
      "Bad members of a trusted issuer's own key set: symmetric, short, of exponent 1, off the curve, for encryption, twice",
    defence: "401 `InvalidToken` for a token under one of them; the good key beside them works",
    cases: useWeakKeys,
  },
  {
    number: 13,
    attack: "Floods of unknown key ids; key sets that are down, redirect, never end, or are too large",
    defence:
      "401, and one fetch in ten seconds; 503 with `Retry-After` where an issuer's keys cannot be had, and for that issuer only",
    cases: [...missKeys, ...floodKeyIds],
  },
  {
    number: 14,
    attack:
      "Claims that are nearly what a grant asks for: alternatives, lines, look-alikes, other types, patterns that take for ever",
    defence: "403 `NotGranted`. Whole values, compared by type; patterns in linear time",
    cases: bendValues,
  },
  {
    number: 15,
    attack: "Names that every object has: `__proto__`, `constructor`, as claims, grants, parameters",
    defence: "400, 401 or 403. Members are own members, names are looked up in maps",
    cases: pollutePrototypes,
  },
  {
    number: 16,
    attack:
      "The request itself: two headers, tokens in other places, forged addresses, paths, methods, bodies, smuggling",
    defence: "400, 401, 403, 404, 405, 413 or 415. What the sender wrote is never taken for the gateway's word",
    cases: [...repeatAuthorization, ...moveToken, ...forgeAddress, ...misusePaths, ...misuseBodies],
  },
  {
    number: 17,
    attack: "Choosing the session: external ID, role, name, tags, duration, from the request or from claims",
    defence: "400 or 403. A caller chooses a grant, a shorter duration, a format, and what the grant declares",
    cases: chooseSession,
  },
  {
    number: 18,
    attack: "Breaking out of a session policy: wildcards, variables, JSON, paths",
    defence: "403 `NotGranted`. Values are filled into a JSON value, and refused rather than escaped",
    cases: injectPolicy,
  },
  {
    number: 19,
    attack: "What is somebody else's: grants, accounts, roles, sessions in the cache",
    defence: "403 `NotGranted` with one body, whether it exists or not; `Revoked`, `ConditionNotMet`, `RoleRefused`",
    cases: [...confuseDeputy, ...stealSession],
  },
  {
    number: 20,
    attack: "Getting something told: echoes, web pages, caches, bound tokens without their key",
    defence: "Fixed sentences, `no-store` on everything, no CORS; 401 `ProofRequired` for `cnf` without a proof",
    cases: [...omitProof, ...forgeCertificate, ...provokeDisclosure],
  },
  {
    number: 21,
    attack: "A token that does not say who: `sub` and `jti` missing, empty, too long, or no texts",
    defence: "401 `MissingClaim` or `InvalidToken`",
    cases: hideIdentity,
  },
  {
    number: 22,
    attack: "A copy of a token that may be used once: after its owner, at the same time, in another spelling",
    defence: "401 `TokenReplayed`. Known by issuer and `jti`, spent by one conditional write before STS is asked",
    cases: replayToken,
  },
  {
    number: 23,
    attack: "A flood: of bad tokens from one address, of refused requests and of new sessions of one subject",
    defence:
      "429 `Throttled` with `Retry-After`; a good token from the same address, and every other subject, is served",
    cases: exhaustLimits.flatMap(({ cases }) => cases),
  },
  {
    number: 24,
    attack:
      "A bound token with a proof that is used, old, by another key, for another URL, method or token, or no proof at all",
    defence:
      "401 `InvalidProof` or `ProofRequired`. The key of the token signs, for this very request, and each proof counts once",
    cases: forgeProof,
  },
  {
    number: 25,
    attack:
      "By the protocol of STS: hostile tokens again, two tokens, tokens in the URL, other actions, roles and policies of the sender's choice",
    defence:
      "`AccessDenied`, `ValidationError` or `InvalidAction` in XML. One form, each parameter once; nothing of AssumeRole but what the map says",
    cases: misuseStsProtocol,
  },
];
