import { createHash, randomUUID } from "node:crypto";
import { createProver, type ProofChanges, type Prover } from "../../support/prover.ts";
import { type AttackCase, type ExpectedAnswer, invalidToken, refused, vended } from "../attack-case.ts";
import { nightlyPath } from "../calls.ts";
import { negateSignature, nowSeconds } from "../forge-token.ts";
import { type Header, sendWire, type WireCall } from "../send-wire.ts";
import { publicUrl, type World } from "../start-world.ts";

const invalidProof = refused(401, "InvalidProof");
const proofRequired = refused(401, "ProofRequired");

/** The client, whose token is bound to its key, and who has stolen the token but not the key. */
const client = await createProver();
const thief = await createProver();
const rsaClient = await createProver("RS256");

const nightlyUrl = publicUrl + nightlyPath;

function boundToken({ token }: World, to: Prover = client): Promise<string> {
  return token({ claims: { cnf: { jkt: to.thumbprint } } });
}

function shown(token: string, proofs: readonly string[], scheme = "DPoP", target = nightlyPath): WireCall {
  const dpop = proofs.map((proof): Header => ["DPoP", proof]);
  return { target, headers: [["Authorization", `${scheme} ${token}`], ...dpop] };
}

/** A bound token with a proof that is good but for the changes. */
function proofCase(
  name: string,
  changes: ProofChanges | ((token: string) => ProofChanges),
  answer: ExpectedAnswer = invalidProof,
  by: Prover = client,
): AttackCase {
  return {
    name,
    call: async (world) => {
      const token = await boundToken(world, by);
      const changed = typeof changes === "function" ? changes(token) : changes;
      return shown(token, [await by.prove({ token, url: nightlyUrl }, changed)]);
    },
    answer,
  };
}

const urls: Readonly<Record<string, unknown>> = {
  "another grant's": `${publicUrl}/v1/credentials/dataset`,
  "another host's": `https://other.test${nightlyPath}`,
  "the host's that the service runs on": `http://127.0.0.1${nightlyPath}`,
  "over http": `http://vend.test${nightlyPath}`,
  "with a port": `https://vend.test:8443${nightlyPath}`,
  "with user information": `https://x@vend.test${nightlyPath}`,
  "a path alone": nightlyPath,
  "the host alone": publicUrl,
  "with a path before": `${publicUrl}/x${nightlyPath}`,
  "in upper case": `${publicUrl}${nightlyPath.toUpperCase()}`,
  "with a space behind": `${nightlyUrl} x`,
  "in a list": [nightlyUrl],
  "no text": 1,
  "nothing in it": "",
  "not there": undefined,
};

const headers: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "alg none": { alg: "none" },
  "alg HS256": { alg: "HS256" },
  "another alg": { alg: "ES384" },
  "no alg": { alg: undefined },
  "typ JWT": { typ: "JWT" },
  "typ at+jwt": { typ: "at+jwt" },
  "no typ": { typ: undefined },
  "a list for typ": { typ: ["dpop+jwt"] },
  "a critical member": { crit: ["exp"] },
  "an unencoded payload": { b64: false, crit: ["b64"] },
  "no key": { jwk: undefined },
  "a key's id for the key": { jwk: undefined, kid: "key-1" },
  "a key's address for the key": { jwk: undefined, jku: "http://127.0.0.1:9/jwks" },
  "a text for the key": { jwk: JSON.stringify(client.publicJwk) },
  "a list for the key": { jwk: [client.publicJwk] },
  "a private key": { jwk: client.privateJwk },
  "a symmetric key": { jwk: { kty: "oct", k: "c2VjcmV0" } },
  "the thief's key": { jwk: thief.publicJwk },
  "a key off the curve": { jwk: { ...client.publicJwk, y: client.publicJwk.x } },
  "a key for encryption": { jwk: { ...client.publicJwk, use: "enc" } },
};

const claims: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "another method": { htm: "POST" },
  "the method in lower case": { htm: "get" },
  "no method": { htm: undefined },
  "a list of methods": { htm: ["GET"] },
  "no digest of the token": { ath: undefined },
  "another token's digest": { ath: createHash("sha256").update("x").digest("base64url") },
  "an empty digest": { ath: "" },
  "an hour old": { iat: nowSeconds() - 3_600 },
  "an hour ahead": { iat: nowSeconds() + 3_600 },
  "a time in milliseconds": { iat: Date.now() },
  "a time in a text": { iat: String(nowSeconds()) },
  "no time": { iat: undefined },
  "no jti": { jti: undefined },
  "an empty jti": { jti: "" },
  "a jti that is no text": { jti: 1 },
  "a jti of 257 characters": { jti: "j".repeat(257) },
  "5,000 characters more": { x: "x".repeat(5_000) },
};

const forged: readonly AttackCase[] = [
  ...Object.entries(urls).map(([what, htu]) => proofCase(`a proof for a URL: ${what}`, { claims: { htu } })),
  ...Object.entries(headers).map(([what, header]) => proofCase(`a proof with ${what}`, { header })),
  ...Object.entries(claims).map(([what, changed]) => proofCase(`a proof with ${what}`, { claims: changed })),
  proofCase("a proof with the token's digest in hex", (token) => ({
    claims: { ath: createHash("sha256").update(token).digest("hex") },
  })),
  proofCase("a proof that the thief signed, with the client's key in it", { signer: thief.privateKey }),
];

/** Proofs that are whole, in a request that they are not for. */
const misplaced: readonly AttackCase[] = [
  shownCase("the thief's own proof", invalidProof, async (token) => {
    return shown(token, [await thief.prove({ token, url: nightlyUrl })]);
  }),
  shownCase("no proof", invalidProof, (token) => shown(token, [])),
  shownCase("an empty proof", invalidProof, (token) => shown(token, [""])),
  shownCase("two proofs", invalidProof, async (token) => {
    const target = { token, url: nightlyUrl };
    return shown(token, [await client.prove(target), await client.prove(target)]);
  }),
  shownCase("two proofs in one header", invalidProof, async (token) => {
    const proof = await client.prove({ token, url: nightlyUrl });
    return shown(token, [`${proof},${proof}`]);
  }),
  shownCase("the token as proof", invalidProof, (token) => shown(token, [token])),
  shownCase("the proof as token", invalidToken, async (token) => {
    const proof = await client.prove({ token, url: nightlyUrl });
    return shown(proof, [proof]);
  }),
  shownCase("another token's proof", invalidProof, async (token, world) => {
    return shown(token, [await client.prove({ token: await boundToken(world), url: nightlyUrl })]);
  }),
  shownCase("the proof of another path", invalidProof, async (token) => {
    return shown(token, [await client.prove({ token, url: nightlyUrl })], "DPoP", "/v1/grants");
  }),
  ...["Bearer", ""].map((scheme) =>
    shownCase(`a good proof, and the token ${scheme === "" ? "bare" : "as a bearer's"}`, proofRequired, async (token) =>
      shown(token, [await client.prove({ token, url: nightlyUrl })], scheme),
    ),
  ),
  {
    name: "a good proof for a token that is bound to nothing",
    call: async ({ token: issue }) => {
      const token = await issue();
      return shown(token, [await client.prove({ token, url: nightlyUrl })]);
    },
    answer: invalidProof,
  },
];

const used: Readonly<
  Record<string, (world: World, token: string, proof: string, jti: string) => Promise<WireCall> | WireCall>
> = {
  "as it was": (_world, token, proof) => shown(token, [proof]),
  "with the other s of its signature": (_world, token, proof) => shown(token, [negateSignature(proof)]),
  "signed again": async (_world, token, _proof, jti) =>
    shown(token, [await client.prove({ token, url: nightlyUrl }, { claims: { jti } })]),
  "for another token": async (world, _token, _proof, jti) => {
    const other = await boundToken(world);
    return shown(other, [await client.prove({ token: other, url: nightlyUrl }, { claims: { jti } })]);
  },
};

const replayed: readonly AttackCase[] = Object.entries(used).map(([what, makeReplay]) => ({
  name: `a proof that was used: ${what}`,
  call: async (world) => {
    const token = await boundToken(world);
    const jti = randomUUID();
    const proof = await client.prove({ token, url: nightlyUrl }, { claims: { jti } });
    const first = await sendWire(world.url, shown(token, [proof]));
    if (first.status !== 200) throw new Error(`the proof is not taken the first time: ${first.body}`);
    return makeReplay(world, token, proof, jti);
  },
  answer: invalidProof,
}));

/** A token that is bound to a key, in the hands of who does not have it. */
export const forgeProof: readonly AttackCase[] = [...forged, ...misplaced, ...replayed];

/** Proofs that are good, if unusual. */
export const provePossession: readonly AttackCase[] = [
  proofCase("a proof", {}, vended),
  proofCase("a proof by an RSA key", {}, vended, rsaClient),
  proofCase(
    "a proof for the host in upper case",
    { claims: { htu: nightlyUrl.replace("vend.test", "VEND.test") } },
    vended,
  ),
  proofCase(
    "a proof for the URL with its usual port",
    { claims: { htu: nightlyUrl.replace(".test", ".test:443") } },
    vended,
  ),
  proofCase("a proof 20 s ahead, within the tolerance", () => ({ claims: { iat: nowSeconds() + 20 } }), vended),
  proofCase("a proof with claims that nobody asked for", { claims: { nonce: "x", exp: 1 } }, vended),
  shownCase("dpop in lower case", vended, async (token) =>
    shown(token, [await client.prove({ token, url: nightlyUrl })], "dpop"),
  ),
  shownCase("a query, which is no part of what is proved", vended, async (token) =>
    shown(token, [await client.prove({ token, url: nightlyUrl })], "DPoP", `${nightlyPath}?duration=900`),
  ),
  {
    name: "a bearer's token beside a proof that it has no need of",
    call: async ({ token: issue }) => {
      const token = await issue();
      return shown(token, [await client.prove({ token, url: nightlyUrl })], "Bearer");
    },
    answer: vended,
  },
];

function shownCase(
  name: string,
  answer: ExpectedAnswer,
  makeCall: (token: string, world: World) => Promise<WireCall> | WireCall,
): AttackCase {
  return { name, call: async (world) => makeCall(await boundToken(world), world), answer };
}
