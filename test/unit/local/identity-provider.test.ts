import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from "jose";
import { describe, expect, it, onTestFinished } from "vitest";
import { localCallers } from "../../../local/identity-provider/callers.ts";
import {
  type IdentityProviderOptions,
  startIdentityProvider,
} from "../../../local/identity-provider/start-identity-provider.ts";

const audience = "https://vend.example";

async function start(options: Partial<IdentityProviderOptions> = {}) {
  const provider = await startIdentityProvider({ port: 0, audience, ...options });
  onTestFinished(() => provider.close());
  return provider;
}

async function fetchJson<T>(url: string): Promise<T> {
  return (await (await fetch(url)).json()) as T;
}

interface Metadata {
  readonly issuer: string;
  readonly jwks_uri: string;
  readonly token_endpoint: string;
}

/** A token request with whatever a caller may get wrong. */
async function askToken(url: string, credentials: string, form: Record<string, string>) {
  const response = await fetch(`${url}/token`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(credentials).toString("base64")}` },
    body: new URLSearchParams(form),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe("the local identity provider", () => {
  it("is discovered under the issuer that its tokens name, and publishes one public key", async () => {
    const { url, issuer } = await start();
    const metadata = await fetchJson<Metadata>(`${issuer}/.well-known/openid-configuration`);
    expect(metadata).toMatchObject({ issuer, jwks_uri: `${url}/jwks`, token_endpoint: `${url}/token` });
    const { keys } = await fetchJson<JSONWebKeySet>(metadata.jwks_uri);
    expect(keys).toEqual([
      {
        kty: "EC",
        crv: "P-256",
        alg: "ES256",
        use: "sig",
        kid: expect.any(String),
        x: expect.any(String),
        y: expect.any(String),
      },
    ]);
  });

  it.each(localCallers.map(({ clientId, claims }) => [clientId, claims] as const))(
    "gives %s an access token for an hour",
    async (clientId, claims) => {
      const provider = await start();
      const token = await provider.issueToken(clientId);
      const keys = await fetchJson<JSONWebKeySet>(`${provider.url}/jwks`);
      const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(keys), {
        issuer: provider.issuer,
        audience,
        typ: "at+jwt",
        algorithms: ["ES256"],
      });
      expect(protectedHeader).toEqual({ alg: "ES256", typ: "at+jwt", kid: keys.keys[0]?.kid });
      const { iat = 0, ...rest } = payload;
      expect(rest).toEqual({
        ...claims,
        iss: provider.issuer,
        aud: audience,
        sub: clientId,
        client_id: clientId,
        jti: expect.stringMatching(/^[\w-]{20,}$/),
        exp: iat + 3600,
      });
      expect(Math.abs(iat - Date.now() / 1000)).toBeLessThan(10);
    },
  );

  it("gives each token its own id", async () => {
    const { issueToken } = await start();
    const [first, second] = await Promise.all([issueToken("intern"), issueToken("intern")]);
    expect(first).not.toBe(second);
  });

  it("gives anybody with the secret a token over plain HTTP", async () => {
    const { url, clients } = await start();
    const { clientId, clientSecret } = clients[0] ?? expect.unreachable();
    const { status, body } = await askToken(url, `${clientId}:${clientSecret}`, { grant_type: "client_credentials" });
    expect(status).toBe(200);
    expect(body).toEqual({ access_token: expect.stringMatching(/^ey/), expires_in: 3600, token_type: "Bearer" });
  });

  it.each([
    ["a wrong secret", (secret: string) => `report-runner:${secret}x`, {}, 401, "invalid_client"],
    ["no secret", () => "report-runner:", {}, 400, "invalid_request"],
    ["an unknown client", (secret: string) => `nobody:${secret}`, {}, 401, "invalid_client"],
    [
      "another audience",
      (secret: string) => `report-runner:${secret}`,
      { resource: "https://other.example" },
      400,
      "invalid_target",
    ],
    [
      "another grant type",
      (secret: string) => `report-runner:${secret}`,
      { grant_type: "password" },
      400,
      "unsupported_grant_type",
    ],
  ])("refuses %s", async (_what, credentials, form, status, error) => {
    const { url, clients } = await start();
    const secret = clients.find(({ clientId }) => clientId === "report-runner")?.clientSecret ?? "";
    const answer = await askToken(url, credentials(secret), { grant_type: "client_credentials", ...form });
    expect(answer).toMatchObject({ status, body: { error } });
    expect(answer.body).not.toHaveProperty("access_token");
  });

  it("lets no caller's claims replace those of the token", async () => {
    const claims = { sub: "somebody-else", iss: "https://other.example", aud: "x", jti: "fixed", team: "a" };
    const { issuer, issueToken } = await start({ callers: [{ clientId: "sly", description: "", claims }] });
    const payload = JSON.parse(Buffer.from((await issueToken("sly")).split(".")[1] ?? "", "base64url").toString());
    expect(payload).toMatchObject({ sub: "sly", iss: issuer, aud: audience, team: "a" });
    expect(payload.jti).not.toBe("fixed");
  });

  it("speaks for another issuer where it is told to", async () => {
    const { url, issuer, issueToken } = await start({ issuer: "https://idp.corp.example" });
    expect(issuer).toBe("https://idp.corp.example");
    const metadata = await fetchJson<Metadata>(`${url}/.well-known/openid-configuration`);
    expect(metadata.issuer).toBe(issuer);
    const keys = createLocalJWKSet(await fetchJson<JSONWebKeySet>(`${url}/jwks`));
    const { payload } = await jwtVerify(await issueToken("intern"), keys, { issuer, audience });
    expect(payload.sub).toBe("intern");
  });

  it("makes new keys and secrets at every start", async () => {
    const [one, other] = [await start(), await start()];
    const keyIds = await Promise.all(
      [one, other].map(async ({ issueToken }) => decodeProtectedHeader(await issueToken("intern")).kid),
    );
    expect(new Set(keyIds).size).toBe(2);
    const secrets = [...one.clients, ...other.clients].map(({ clientSecret }) => clientSecret);
    expect(new Set(secrets).size).toBe(2 * localCallers.length);
    expect(secrets.every((secret) => secret.length === 32)).toBe(true);
  });

  it("has no token for a client that it does not know", async () => {
    const { issueToken } = await start();
    await expect(issueToken("nobody")).rejects.toThrow("the identity provider has no client nobody");
    await expect(issueToken("__proto__")).rejects.toThrow("has no client");
  });

  it("listens on loopback, until it is closed", async () => {
    const { url, port, close } = await startIdentityProvider({ port: 0, audience });
    expect(url).toBe(`http://127.0.0.1:${port}`);
    await expect(startIdentityProvider({ port, audience })).rejects.toMatchObject({ code: "EADDRINUSE" });
    await close();
    await expect(fetch(`${url}/jwks`)).rejects.toThrow();
  });

  it("prints nothing, and lets the process end", async () => {
    const module = new URL("../../../local/identity-provider/start-identity-provider.ts", import.meta.url).href;
    const script = `
      const { startIdentityProvider } = await import(${JSON.stringify(module)});
      const provider = await startIdentityProvider({ port: 0, audience: "https://vend.example" });
      await provider.issueToken("report-runner");
      await fetch(provider.url + "/.well-known/openid-configuration");
      await fetch(provider.url + "/nowhere");
      await fetch(provider.url + "/token", { method: "POST", headers: { origin: "https://web.example" } });
      await provider.close();`;
    const child = spawn(process.execPath, ["--input-type=module", "--eval", script]);
    const [out, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
    expect({ out, errors, code }).toEqual({ out: "", errors: "", code: 0 });
  });
});
