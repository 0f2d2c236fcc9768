import { createHash } from "node:crypto";
import { calculateJwkThumbprint } from "jose";
import { expect, test } from "vitest";
import { createAuthority } from "../../support/client-certificates.ts";
import { createProver, type ProofChanges } from "../../support/prover.ts";
import { boundToken, nonces, prover, type Setting, show, url } from "./proof-fixture.ts";
import { now, tokens } from "./verify-fixture.ts";

const nonceDemanded = { senderConstrained: { methods: ["dpop"], demandsNonce: true } } as const;
const prove = (changes: ProofChanges = {}) => prover.prove({ token: boundToken, url, now }, changes);

test.each<[reason: string, changes: ProofChanges, setting?: Setting]>([
  ['the proof\'s typ is "JWT"', { header: { typ: "JWT" } }],
  ['the proof\'s header has "crit"', { header: { crit: ["exp"] } }],
  ['the proof\'s algorithm "HS256" is not allowed', { header: { alg: "HS256" } }],
  ["the proof's jwk is no strong public key for ES256", { header: { jwk: {} } }],
  ["the proof's signature does not hold", { signer: (await createProver()).privateKey }],
  ["htm is not the request's method", { claims: { htm: "POST" } }],
  [`htu is not the request's URL: ${url}`, { claims: { htu: "https://evil.test" } }],
  [
    "htu is not the request's URL: https://a.test or https://b.test",
    {},
    { shown: { urls: ["https://a.test", "https://b.test"] } },
  ],
  ["htu is not the request's URL: none is known", {}, { shown: { urls: [] } }],
  ["ath is not the digest of the token", { claims: { ath: "x" } }],
  ["the proof's iat is missing or not a finite number", { claims: { iat: "now" } }],
  ["the proof's iat is missing or not a finite number", { claims: { iat: undefined } }],
  ["the proof's iat is in the future", { claims: { iat: now + 60 } }],
  ["the proof is over 60 s old", { claims: { iat: now - 60 } }],
  ["the proof has no nonce", {}, { trusted: nonceDemanded, nonces }],
  ["the proof's nonce is not fresh", { claims: { nonce: "old-nonce" } }, { trusted: nonceDemanded, nonces }],
  ["an issuer demands nonces, and DPOP_NONCE_KEY is not set", {}, { trusted: nonceDemanded }],
  ["the proof's jti is not text of 1 to 256 characters", { claims: { jti: "" } }],
])("what the audit record says of a proof: %s", async (reason, changes, setting) => {
  expect((await show(boundToken, [await prove(changes)], setting)).reason).toBe(reason);
});

test.each<[reason: string, proofs: () => Promise<string[]>]>([
  ["the DPoP scheme, and no DPoP header", async () => []],
  ["more than one DPoP header", async () => [await prove(), await prove()]],
  ["more than one DPoP header", async () => [`${await prove()},${await prove()}`]],
  ["the proof has 4097 characters, over 4096", async () => ["p".repeat(4_097)]],
  ["the proof is not three parts", async () => ["proof"]],
  [
    "the proof is by another key than the token is bound to",
    async () => [await (await createProver()).prove({ token: boundToken, url, now })],
  ],
])("what the audit record says of what came for a proof: %s", async (reason, proofs) => {
  expect((await show(boundToken, await proofs())).reason).toBe(reason);
});

test("what the audit record says of a request without any DPoP header", async () => {
  const { reason } = await show(boundToken, [], { shown: { headers: new Map() } });
  expect(reason).toBe("the DPoP scheme, and no DPoP header");
});

test.each(["1e999", "-1e999"])("what the audit record says of a proof of the time %s", async (time) => {
  const key = tokens.keys[0];
  const token = await tokens.issueToken({ claims: { cnf: { jkt: await calculateJwkThumbprint(key.publicJwk) } } });
  const ath = createHash("sha256").update(token).digest("base64url");
  const header = JSON.stringify({ typ: "dpop+jwt", alg: "ES256", jwk: key.publicJwk });
  const payload = `{"htm":"GET","htu":"${url}","jti":"one","ath":"${ath}","iat":${time}}`;
  const { reason } = await show(token, [await tokens.signBytes(header, payload)]);
  expect(reason).toBe("the proof's iat is missing or not a finite number");
});

test("what the audit record says of a scheme that the token does not have", async () => {
  const { reason } = await show(await tokens.issueToken(), [await prove()]);
  expect(reason).toBe("the DPoP scheme, and a token that is bound to no key");
});

test("what the audit record says of a certificate", async () => {
  const authority = await createAuthority();
  const token = await tokens.issueToken({
    claims: { cnf: { "x5t#S256": (await authority.issue("runner")).thumbprint } },
  });
  const reasonFor = async (clientCertificate: string) =>
    (await show(token, [], { shown: { scheme: "bearer", clientCertificate } })).reason;
  expect(await reasonFor("none")).toBe("the client certificate cannot be read");
  expect(await reasonFor(authority.certificate)).toBe(
    "the client certificate is not the one that the token is bound to",
  );
});

test("what a caller is told of a nonce", async () => {
  const { error } = await show(boundToken, [await prove()], { trusted: nonceDemanded, nonces });
  expect(error).toMatchObject({
    publicDetail: "The proof needs a nonce: repeat the request with that of the DPoP-Nonce header",
  });
});
