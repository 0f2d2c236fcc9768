import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as oauth from "oauth4webapi";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type IdentityProvider, startIdentityProvider } from "../../local/identity-provider/start-identity-provider.ts";
import { httpRequest } from "../support/http-request.ts";
import { createProver, type ProofChanges, type Prover } from "../support/prover.ts";
import { type RunningStack, runStack } from "../support/run-stack.ts";

/*
 * DPoP from end to end: a client library gets a bound token of the local identity provider and shows it to the running stack. What
 * no library would send is made by hand.
 */

const audience = "https://vend.example";
let providers: Record<"plain" | "nonce", IdentityProvider>;
let stack: RunningStack;
let folder: string;

beforeAll(async () => {
  const caller = { clientId: "runner", description: "", claims: { team: "etl" } };
  const start = (bindsTokens: boolean) =>
    startIdentityProvider({ port: 0, audience, callers: [{ ...caller, bindsTokens }] });
  // Who sends a proof for its token gets one that is bound, whether it must or not.
  providers = { plain: await start(false), nonce: await start(true) };
  folder = await mkdtemp(join(tmpdir(), "vend-dpop-"));
  const issuer = (name: "plain" | "nonce", demand: string) =>
    `  ${name}: { issuer: "${providers[name].issuer}", audience: "${audience}", keys: { discovery: true }, algorithms: [ES256], senderConstrained: ${demand} }`;
  await writeFile(
    join(folder, "map.yaml"),
    `version: 1
issuers:
${issuer("plain", "true")}
${issuer("nonce", "{ methods: [dpop], nonce: true }")}
grants:
  nightly:
    when: { issuer: [plain, nonce], claims: { sub: runner }, senderConstrained: dpop }
    assume: { role: "arn:aws:iam::111122223333:role/bound-reader" }
`,
  );
  stack = await runStack({ POLICY_MAP: `file:${join(folder, "map.yaml")}` });
}, 60_000);
afterAll(async () => {
  await stack?.stop();
  await Promise.all(Object.values(providers ?? {}).map((provider) => provider.close()));
  await rm(folder, { recursive: true, force: true });
});

const insecure = { [oauth.allowInsecureRequests]: true };
const grantUrl = () => new URL(`${stack.url}/v1/credentials/nightly`);

/** A client as a library makes it, with a token that is bound to its key. */
async function connect(name: "plain" | "nonce") {
  const provider = providers[name];
  const issuer = new URL(provider.issuer);
  const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
  const client: oauth.Client = { client_id: "runner" };
  const keys = await oauth.generateKeyPair("ES256", { extractable: true });
  const DPoP = oauth.DPoP(client, keys);
  const secret = oauth.ClientSecretBasic(provider.clients[0]?.clientSecret ?? "");
  const response = await oauth.clientCredentialsGrantRequest(server, client, secret, new URLSearchParams(), {
    DPoP,
    ...insecure,
  });
  const { access_token: token, token_type: type } = await oauth.processClientCredentialsResponse(
    server,
    client,
    response,
  );
  const ask = (url = grantUrl()) =>
    oauth.protectedResourceRequest(token, "GET", url, new Headers(), null, { DPoP, ...insecure });
  return { token, type, keys, ask };
}

/** The same key and token, for what a library would not send. */
async function byHand(): Promise<{ readonly token: string; readonly send: Send; readonly prover: Prover }> {
  const { token, keys } = await connect("plain");
  const prover = await createProver("ES256", 2048, keys);
  const send: Send = async (changes = {}, sent = {}) => {
    const { url = grantUrl().href, method = "GET", scheme = "DPoP" } = sent;
    const proof = sent.proof ?? (await (sent.by ?? prover).prove({ token, url, method }, changes));
    const answer = await httpRequest(sent.to ?? grantUrl().href, {
      headers: [["authorization", `${scheme} ${token}`], ...(proof === "" ? [] : ([["dpop", proof]] as const))],
    });
    return { status: answer.status, code: answer.json()["code"], proof };
  };
  return { token, send, prover };
}

type Send = (
  changes?: ProofChanges,
  sent?: {
    readonly url?: string;
    readonly to?: string;
    readonly method?: string;
    readonly scheme?: string;
    readonly proof?: string;
    readonly by?: Prover;
  },
) => Promise<{ readonly status: number; readonly code: unknown; readonly proof: string }>;

describe("a client library with a token that is bound to its key", () => {
  test("gets credentials, again and again", async () => {
    const { type, ask } = await connect("plain");
    expect(type).toBe("dpop");
    for (const response of [await ask(), await ask(new URL(`${grantUrl()}?format=env`)), await ask()]) {
      expect(response.status).toBe(200);
      expect(await response.text()).toContain("ASIA");
    }
  });

  test("does as it is told where a nonce is demanded", async () => {
    const { ask } = await connect("nonce");
    const refused = await ask().catch((error: unknown) => error);
    expect(oauth.isDPoPNonceError(refused)).toBe(true);
    const response = await ask();
    expect(response.status).toBe(200);
    expect(response.headers.get("dpop-nonce")).toMatch(/^[\w-]{43}$/);
    expect((await ask()).status).toBe(200);
  });
});

describe("what no library would send", () => {
  const invalid = { status: 401, code: "InvalidProof" };

  test("a good proof is taken, and not a second time", async () => {
    const { send } = await byHand();
    const first = await send();
    expect(first.status).toBe(200);
    expect(await send({}, { proof: first.proof })).toMatchObject(invalid);
  });

  test("a proof for something else, or of another time, is refused", async () => {
    const { send, token } = await byHand();
    const seconds = Math.floor(Date.now() / 1_000);
    expect(await send({}, { url: `${stack.url}/v1/grants` })).toMatchObject(invalid);
    expect(await send({}, { url: grantUrl().href.replace("http:", "https:") })).toMatchObject(invalid);
    expect(await send({}, { method: "POST" })).toMatchObject(invalid);
    expect(await send({ claims: { iat: seconds - 61 } })).toMatchObject(invalid);
    expect(await send({ claims: { iat: seconds + 60 } })).toMatchObject(invalid);
    expect(await send({ claims: { ath: undefined } })).toMatchObject(invalid);
    expect(await send({}, { by: await createProver() })).toMatchObject(invalid);
    expect(await send({}, { proof: token })).toMatchObject(invalid);
    expect(await send({}, { proof: "" })).toMatchObject(invalid);
    expect(await send()).toMatchObject({ status: 200 });
  });

  test("a bound token is no bearer's, with or without its proof", async () => {
    const { send } = await byHand();
    const required = { status: 401, code: "ProofRequired" };
    expect(await send({}, { scheme: "Bearer" })).toMatchObject(required);
    expect(await send({}, { scheme: "Bearer", proof: "" })).toMatchObject(required);
  });

  test("a nonce of nobody's is answered with the right one", async () => {
    const { token, keys } = await connect("nonce");
    const prover = await createProver("ES256", 2048, keys);
    const send = async (nonce: string) =>
      httpRequest(grantUrl().href, {
        headers: [
          ["authorization", `DPoP ${token}`],
          ["dpop", await prover.prove({ token, url: grantUrl().href }, { claims: { nonce } })],
        ],
      });
    const refused = await send("made-up");
    expect(refused.status).toBe(401);
    expect(refused.headers["www-authenticate"]).toMatch(/^DPoP error="use_dpop_nonce"/);
    expect((await send(String(refused.headers["dpop-nonce"]))).status).toBe(200);
  });
});
