import { createHash, generateKeyPairSync } from "node:crypto";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createMemoryReplayStore } from "../../../shared/adapters/replay-memory.ts";
import { Fault } from "../../../shared/model/fault.ts";
import type { Refusal } from "../../../shared/model/refusal.ts";
import { createAuthority } from "../../support/client-certificates.ts";
import { createProver, type ProofChanges } from "../../support/prover.ts";
import { boundToken, newReplays, nonces, prover, type Setting, show, url } from "./proof-fixture.ts";
import { now, nowMs, tokens } from "./verify-fixture.ts";

const other = await createProver();
const authority = await createAuthority();
const certificate = await authority.issue("runner");
const otherCertificate = await authority.issue("intruder");
const prove = (changes: ProofChanges = {}, token = boundToken) => prover.prove({ token, url, now }, changes);
const claims = (changes: Record<string, unknown>) => prove({ claims: changes });
const header = (changes: Record<string, unknown>) => prove({ header: changes });
const nonceDemanded = { senderConstrained: { methods: ["dpop"], demandsNonce: true } } as const;
const weak = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey.export({ format: "jwk" });
const { signBytes } = tokens;

afterEach(() => vi.restoreAllMocks());

describe("a DPoP proof is taken", () => {
  test("and its use remembered", async () => {
    const { boundBy, claimed } = await show(boundToken, [await claims({ jti: "one" })]);
    expect(boundBy).toEqual(["dpop"]);
    expect(claimed).toEqual([JSON.stringify([prover.thumbprint, "one"])]);
  });

  test.each<[string, ProofChanges, Setting?]>([
    ["made as long ago as may be", { claims: { iat: now - 59.999 } }],
    ["from a clock that is ahead as far as may be", { claims: { iat: now + 30 } }],
    ["with a query and a fragment in htu", { claims: { htu: `${url}?format=env#x` } }],
    ["with another case of scheme and host", { claims: { htu: url.replace("https://vend", "HTTPS://VEND") } }],
    ["with the scheme's port", { claims: { htu: url.replace("vend.test", "vend.test:443") } }],
    ["with dot segments", { claims: { htu: url.replace("/v1", "/x/../v1/.") } }],
    ["with needless escapes", { claims: { htu: url.replace("nightly", "%6Eightl%79") } }],
    ["for the second of the service's URLs", {}, { shown: { urls: ["https://else.test/", url] } }],
    ["for a URL of 2,048 characters", { claims: { htu: `${url}?${"q".repeat(2047 - url.length)}` } }],
    ["for another method", { claims: { htm: "POST" } }, { shown: { method: "POST" } }],
    ["with a nonce that nobody asked for", { claims: { nonce: "of-somebody-else" } }],
    ["with the nonce that was asked for", { claims: { nonce: "fresh-nonce" } }, { trusted: nonceDemanded, nonces }],
    ["with the longest jti", { claims: { jti: "j".repeat(256) } }],
    ["with claims that nobody knows", { claims: { more: { of: ["them"] } } }],
    ["with a key id beside the key", { header: { kid: "one", jku: "https://evil.test" } }],
  ])("%s", async (_what, changes, setting) => {
    expect(await show(boundToken, [await prove(changes)], setting)).toMatchObject({
      code: undefined,
      boundBy: ["dpop"],
    });
  });

  test.each(["ES384", "ES512", "RS256", "PS256", "EdDSA"])("by a key for %s", async (algorithm) => {
    const signer = await createProver(algorithm);
    const token = await tokens.issueToken({ claims: { cnf: { jkt: signer.thumbprint } } });
    expect((await show(token, [await signer.prove({ token, url, now })])).boundBy).toEqual(["dpop"]);
  });

  test("whose key says what it is for", async () => {
    const jwk = { ...prover.publicJwk, use: "sig", key_ops: ["verify"], alg: "ES256", kid: "one", ext: true };
    expect((await show(boundToken, [await header({ jwk })])).boundBy).toEqual(["dpop"]);
  });

  test("with white space around it, as a header may have", async () => {
    expect((await show(boundToken, [` ${await prove()}\t`])).boundBy).toEqual(["dpop"]);
  });
});

describe("a DPoP proof is refused, and its use not remembered", () => {
  const rows: [string, () => Promise<string> | string, Setting?][] = [
    ["of another typ", () => header({ typ: "at+jwt" })],
    ["of a typ in another case", () => header({ typ: "DPoP+JWT" })],
    ["without typ", () => header({ typ: undefined })],
    ["without alg", () => header({ alg: undefined })],
    ["of algorithm none", () => header({ alg: "none" })],
    ["of a symmetric algorithm", () => header({ alg: "HS256" })],
    ["of another algorithm of the same key type", () => header({ alg: "ES384" })],
    ["without a key", () => header({ jwk: undefined })],
    ["with a key that is text", () => header({ jwk: JSON.stringify(prover.publicJwk) })],
    ["with the private key", () => header({ jwk: prover.privateJwk })],
    ["with a symmetric key", () => header({ jwk: { kty: "oct", k: "AAAA" } })],
    ["with a weak key", () => header({ jwk: weak, alg: "RS256" })],
    ["with a key to encrypt with", () => header({ jwk: { ...prover.publicJwk, use: "enc" } })],
    ["with a point off the curve", () => header({ jwk: { ...prover.publicJwk, y: prover.publicJwk.x } })],
    ["by another key", () => other.prove({ token: boundToken, url, now })],
    ["by another key that carries the right one", () => prove({ signer: other.privateKey })],
    ["with a crit", () => header({ crit: ["exp"], exp: now + 60 })],
    ["with b64", () => header({ b64: false })],
    ["for another method", () => claims({ htm: "POST" })],
    ["for the method in lower case", () => claims({ htm: "get" })],
    ["without htm", () => claims({ htm: undefined })],
    ["for another URL", () => claims({ htu: "https://vend.test/v1/credentials/other" })],
    ["for another host", () => claims({ htu: url.replace("vend.test", "evil.test") })],
    ["for another scheme", () => claims({ htu: url.replace("https", "http") })],
    ["for another port", () => claims({ htu: url.replace("vend.test", "vend.test:8443") })],
    ["for the URL with a slash at its end", () => claims({ htu: `${url}/` })],
    ["for the path in another case", () => claims({ htu: url.replace("nightly", "Nightly") })],
    ["for a URL with a user", () => claims({ htu: url.replace("https://", "https://vend.test@") })],
    ["for a URL that a parser would mend", () => claims({ htu: url.replace("https://", "https:\\\\") })],
    ["for a URL with white space", () => claims({ htu: ` ${url}` })],
    ["for a path alone", () => claims({ htu: new URL(url).pathname })],
    ["for a URL that is none", () => claims({ htu: "https://[" })],
    ["for a URL of 2,049 characters", () => claims({ htu: `${url}?${"q".repeat(2048 - url.length)}` })],
    ["for URLs in a list", () => claims({ htu: [url] })],
    ["without htu", () => claims({ htu: undefined })],
    ["where no URL is known", () => prove(), { shown: { urls: [] } }],
    ["for the same nonsense as the service's URL", () => claims({ htu: "vend" }), { shown: { urls: ["vend"] } }],
    ["for another token", () => claims({ ath: createHash("sha256").update("x").digest("base64url") })],
    ["with ath in hex", () => claims({ ath: createHash("sha256").update(boundToken).digest("hex") })],
    ["without ath", () => claims({ ath: undefined })],
    ["that is 60 seconds old", () => claims({ iat: now - 60 })],
    ["that is older", () => claims({ iat: now - 3_600 })],
    ["from beyond the tolerance", () => claims({ iat: now + 30.001 })],
    [
      "from the future, where none is tolerated",
      () => claims({ iat: now + 1 }),
      { trusted: { clockToleranceSeconds: 0 } },
    ],
    ["in milliseconds", () => claims({ iat: nowMs })],
    ["with iat as text", () => claims({ iat: String(now) })],
    ["without iat", () => claims({ iat: undefined })],
    ["without a nonce where one is demanded", () => prove(), { trusted: nonceDemanded, nonces }],
    ["with another nonce", () => claims({ nonce: "old-nonce" }), { trusted: nonceDemanded, nonces }],
    ["with a nonce that is none", () => claims({ nonce: 1 }), { trusted: nonceDemanded, nonces }],
    ["with a nonce of 129 characters", () => claims({ nonce: "n".repeat(129) }), { trusted: nonceDemanded, nonces }],
    ["without jti", () => claims({ jti: undefined })],
    ["with an empty jti", () => claims({ jti: "" })],
    ["with a jti of 257 characters", () => claims({ jti: "j".repeat(257) })],
    ["with a jti that is a number", () => claims({ jti: 1 })],
    ["that is empty", () => ""],
    ["that is no JWS", () => "proof"],
    ["of four parts", async () => `${await prove()}.x`],
    ["with padding", async () => `${await prove()}=`],
    ["with a broken signature", async () => (await prove()).replace(/.{8}$/, "AAAAAAAA")],
    ["without a signature", async () => (await prove()).replace(/[^.]+$/, "")],
    ["of 4,097 characters", () => claims({ pad: "p".repeat(3_000) })],
    ["with a name twice", () => signBytes('{"typ":"dpop+jwt","typ":"dpop+jwt"}', "{}")],
    ["that is the token itself", () => boundToken],
  ];
  test.each(rows)("%s", async (_what, proof, setting) => {
    const { boundBy, code, claimed, error } = await show(boundToken, [await proof()], setting);
    expect({ boundBy, code, claimed }).toEqual({ boundBy: undefined, code: "InvalidProof", claimed: [] });
    expect((error as Refusal).message).not.toContain(boundToken.split(".")[1]);
  });

  test("where there are two, in either way, or none", async () => {
    const [one, two] = [await prove(), await prove()];
    for (const proofs of [[one, two], [one, one], [`${one},${two}`], [`${one}, ${one}`], []]) {
      expect(await show(boundToken, proofs)).toMatchObject({ code: "InvalidProof", claimed: [] });
    }
    expect((await show(boundToken, [], { shown: { headers: new Map() } })).code).toBe("InvalidProof");
  });

  test("where the limit of its size is just passed", async () => {
    const longest = async (characters: number) => {
      const base = await claims({ pad: "" });
      return claims({ pad: "p".repeat(Math.floor(((characters - base.length) * 3) / 4)) });
    };
    const proof = await longest(4_096);
    expect(proof.length).toBeLessThanOrEqual(4_096);
    expect(proof.length).toBeGreaterThan(4_092);
    expect((await show(boundToken, [proof])).boundBy).toEqual(["dpop"]);
  });
});

describe("a proof is taken once", () => {
  test("by the same store, whatever else it is shown with", async () => {
    const replays = newReplays();
    const proof = await prove();
    expect((await show(boundToken, [proof], { replays })).boundBy).toEqual(["dpop"]);
    expect(await show(boundToken, [proof], { replays })).toMatchObject({
      code: "InvalidProof",
      reason: "the proof has been used before",
    });
    const again = await claims({ jti: "same" });
    const changed = await claims({ jti: "same", more: 1 });
    expect((await show(boundToken, [again], { replays })).boundBy).toEqual(["dpop"]);
    expect((await show(boundToken, [changed], { replays })).code).toBe("InvalidProof");
  });

  test("and another client's proof of the same id too", async () => {
    const replays = newReplays();
    const token = await tokens.issueToken({ claims: { cnf: { jkt: other.thumbprint } } });
    const theirs = await other.prove({ token, url, now }, { claims: { jti: "same" } });
    expect((await show(token, [theirs], { replays })).boundBy).toEqual(["dpop"]);
    expect((await show(boundToken, [await claims({ jti: "same" })], { replays })).boundBy).toEqual(["dpop"]);
  });

  test("is remembered for a little longer than it lasts", async () => {
    const replays = newReplays();
    const claim = vi.spyOn(replays, "claim");
    await show(boundToken, [await claims({ jti: "one" })], { replays });
    expect(claim).toHaveBeenCalledWith({
      kind: "proof",
      identity: JSON.stringify([prover.thumbprint, "one"]),
      owner: prover.thumbprint,
      expiresAtMs: nowMs + 65_000,
    });
  });

  test("and where one key has filled its share, that key alone is told to wait", async () => {
    const replays = createMemoryReplayStore({ now: () => nowMs, limit: 3, limitOfOwner: 2 });
    expect((await show(boundToken, [await prove()], { replays })).boundBy).toEqual(["dpop"]);
    expect((await show(boundToken, [await prove()], { replays })).boundBy).toEqual(["dpop"]);
    const { error } = await show(boundToken, [await prove()], { replays });
    expect(error).toMatchObject({ name: "Refusal", code: "Throttled", retryAfterSeconds: 65 });
    const token = await tokens.issueToken({ claims: { cnf: { jkt: other.thumbprint } } });
    const theirs = await other.prove({ token, url, now });
    expect((await show(token, [theirs], { replays })).boundBy).toEqual(["dpop"]);
  });

  test("and by no store that cannot tell", async () => {
    const replays = { ...newReplays(), claim: async () => Promise.reject(new Fault("UpstreamUnavailable", "down")) };
    expect((await show(boundToken, [await prove()], { replays })).error).toBeInstanceOf(Fault);
  });
});

describe("a demanded nonce", () => {
  test("is told where it is missing or old", async () => {
    for (const proof of [await prove(), await claims({ nonce: "old-nonce" })]) {
      const { error } = await show(boundToken, [proof], { trusted: nonceDemanded, nonces });
      expect(error).toMatchObject({ code: "InvalidProof", nonce: "fresh-nonce" });
    }
  });

  test.each([
    [128, undefined],
    [129, "InvalidProof"],
  ])("of %d characters: %s", async (characters, code) => {
    const setting = { trusted: nonceDemanded, nonces: { ...nonces, isFresh: async () => true } };
    expect((await show(boundToken, [await claims({ nonce: "n".repeat(characters) })], setting)).code).toBe(code);
  });

  test("is told to nobody whose proof fails for another reason", async () => {
    const { error } = await show(boundToken, [await claims({ htm: "PUT" })], { trusted: nonceDemanded, nonces });
    expect((error as Refusal).nonce).toBeUndefined();
  });

  test("without a key to make it is the service's fault", async () => {
    const { error } = await show(boundToken, [await prove()], { trusted: nonceDemanded });
    expect(error).toMatchObject({ name: "Fault", code: "Internal" });
  });
});

describe("a certificate", () => {
  const bound = { cnf: { "x5t#S256": certificate.thumbprint } };
  const twice = { cnf: { "x5t#S256": certificate.thumbprint, jkt: prover.thumbprint } };
  const withCertificate = (pem: string | undefined, more: Partial<Setting["shown"]> = {}) => ({
    shown: { scheme: "bearer" as const, clientCertificate: pem, ...more },
  });

  test("of the connection proves a token that is bound to it", async () => {
    const token = await tokens.issueToken({ claims: bound });
    expect((await show(token, [], withCertificate(certificate.certificate))).boundBy).toEqual(["mtls"]);
    const spaced = `\n${certificate.certificate}\n`;
    expect((await show(token, [], withCertificate(spaced))).boundBy).toEqual(["mtls"]);
  });

  test.each<[string, string | undefined, string]>([
    ["none", undefined, "ProofRequired"],
    ["another one", otherCertificate.certificate, "InvalidProof"],
    ["its authority's", authority.certificate, "InvalidProof"],
    ["one that cannot be read", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "InvalidProof"],
    ["its thumbprint", certificate.thumbprint, "InvalidProof"],
  ])("%s: %s", async (_what, pem, code) => {
    const token = await tokens.issueToken({ claims: bound });
    const shown = await show(token, [], withCertificate(pem));
    expect(shown).toMatchObject({ code, boundBy: undefined });
    if (code === "InvalidProof") expect(shown.error).toMatchObject({ proofMethod: "mtls" });
  });

  test("in a header is none", async () => {
    const token = await tokens.issueToken({ claims: bound });
    const names = [
      "x-client-cert",
      "ssl-client-cert",
      "x-forwarded-client-cert",
      "client-cert",
      "x-amzn-mtls-clientcert",
    ];
    const headers = new Map(names.map((name) => [name, [certificate.certificate]]));
    expect((await show(token, [], withCertificate(undefined, { headers }))).code).toBe("ProofRequired");
  });

  test("and a proof are both needed by a token that is bound to both", async () => {
    const token = await tokens.issueToken({ claims: twice });
    const proof = await prove({}, token);
    const dpop = { scheme: "dpop" as const };
    expect(
      await show(token, [proof], { shown: { ...dpop, clientCertificate: certificate.certificate } }),
    ).toMatchObject({
      boundBy: ["dpop", "mtls"],
    });
    expect(await show(token, [proof], { shown: dpop })).toMatchObject({ code: "ProofRequired", claimed: [] });
    expect(
      await show(token, [proof], { shown: { ...dpop, clientCertificate: otherCertificate.certificate } }),
    ).toMatchObject({ code: "InvalidProof", claimed: [] });
    const withoutProof = await show(token, [], withCertificate(certificate.certificate));
    expect(withoutProof.code).toBe("ProofRequired");
  });
});

describe("scheme and binding must fit", () => {
  const bearer = { shown: { scheme: "bearer" as const } };

  test("a token that is bound to a key is no bearer token, proof or not", async () => {
    expect((await show(boundToken, [await prove()], bearer)).code).toBe("ProofRequired");
    expect((await show(boundToken, [], bearer)).code).toBe("ProofRequired");
  });

  test("a token that is bound to nothing is none of the DPoP scheme", async () => {
    const token = await tokens.issueToken();
    expect((await show(token, [await prove({}, token)])).code).toBe("InvalidProof");
    expect((await show(token, [])).code).toBe("InvalidProof");
  });

  test("a DPoP header beside a bearer token that is bound to nothing is not looked at", async () => {
    const token = await tokens.issueToken();
    for (const proofs of [[await prove({}, token)], ["rubbish"], ["one", "two"]]) {
      expect(await show(token, proofs, bearer)).toMatchObject({ code: undefined, boundBy: [], claimed: [] });
    }
  });

  test("a token that is bound to a certificate is none of the DPoP scheme", async () => {
    const token = await tokens.issueToken({ claims: { cnf: { "x5t#S256": certificate.thumbprint } } });
    const setting = { shown: { clientCertificate: certificate.certificate } };
    expect((await show(token, [await prove({}, token)], setting)).code).toBe("InvalidProof");
  });

  test("what the issuer demands is not met by what it does not name", async () => {
    const demanding = (method: "dpop" | "mtls") => ({
      trusted: { senderConstrained: { methods: [method], demandsNonce: false } },
    });
    expect((await show(boundToken, [await prove()], demanding("dpop"))).boundBy).toEqual(["dpop"]);
    expect((await show(boundToken, [await prove()], demanding("mtls"))).code).toBe("ProofRequired");
    expect((await show(await tokens.issueToken(), [], { ...bearer, ...demanding("dpop") })).code).toBe("ProofRequired");
  });
});

describe("no proof is looked at", () => {
  test("before the token's own signature has held", async () => {
    const forged = boundToken.replace(/.{8}$/, "AAAAAAAA");
    expect(await show(forged, ["rubbish"])).toMatchObject({ code: "InvalidToken", claimed: [] });
    expect(await show(forged, [await prove({}, forged)])).toMatchObject({ code: "InvalidToken", claimed: [] });
  });

  test("where the token fails for itself", async () => {
    const expired = await tokens.issueToken({ claims: { exp: now - 60, cnf: { jkt: prover.thumbprint } } });
    expect(await show(expired, [await prove({}, expired)])).toMatchObject({ code: "TokenExpired", claimed: [] });
  });
});
