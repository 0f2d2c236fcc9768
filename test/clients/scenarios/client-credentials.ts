import type { Interference } from "../../faults/faults.ts";
import { expectCredentials } from "../expect-credentials.ts";
import { expectSentence } from "../expect-sentence.ts";
import { refuseWith } from "../refuse-with.ts";
import type { Scenario, World } from "../scenario.ts";
import { startConnectProxy } from "../start-connect-proxy.ts";
import { alwaysRefresh, until } from "./refreshing.ts";

/** The stack's identity provider behind a proxy, and settings that ask it for tokens. */
async function askIdentityProvider(world: World) {
  const identityProvider = await world.proxy(world.stack.identityProviderUrl);
  const settings = {
    VEND_URL: world.service.url,
    VEND_GRANT: "nightly-report",
    VEND_TOKEN_URL: `${identityProvider.url}/token`,
    VEND_CLIENT_ID: "report-runner",
    VEND_CLIENT_SECRET: world.hide(world.stack.clientSecret("report-runner")),
  };
  return { identityProvider, settings };
}

/** @param token a token answer's, of somebody that is no identity provider of the stack's */
function giveToken(token: string, members: Readonly<Record<string, unknown>> = {}): Interference {
  const body = JSON.stringify({ access_token: token, token_type: "Bearer", expires_in: 3600, ...members });
  return { kind: "answer", status: 200, type: "application/json", body };
}

const tokensShown = ({ service }: World) => service.seen.map(({ headers }) => headers.authorization);

/** Client credentials (RFC 6749 section 4.4) in place of a token at hand. */
export const clientCredentials: readonly Scenario[] = [
  {
    name: "gets a token by client credentials, once for many fetches",
    play: async (world) => {
      const { expect, service } = world;
      const { identityProvider, settings } = await askIdentityProvider(world);
      const driver = world.start({ ...settings, ...alwaysRefresh });
      expectCredentials(world, await driver.get());
      await driver.get();
      await until(() => service.seen.length === 2);
      expect(service.seen).toHaveLength(2);
      expect(identityProvider.seen).toHaveLength(1);
      expect(identityProvider.seen[0]).toMatchObject({
        method: "POST",
        url: "/token",
        headers: { "content-type": expect.stringMatching(/^application\/x-www-form-urlencoded/) },
        body: "grant_type=client_credentials",
      });
    },
  },
  {
    name: "encodes the id and the secret, and sends scope and audience",
    play: async (world) => {
      const { expect } = world;
      const { identityProvider, settings } = await askIdentityProvider(world);
      const token = await world.token();
      identityProvider.interfere = () => giveToken(token);
      const { VEND_CLIENT_SECRET: _, ...others } = settings;
      const driver = world.start({
        ...others,
        VEND_CLIENT_ID: "a b:ü",
        VEND_CLIENT_SECRET_FILE: world.file("secret", `${world.hide("p+%:ß/secret")}\n`),
        VEND_TOKEN_SCOPE: "one two",
        VEND_TOKEN_AUDIENCE: "https://vend.example",
      });
      expectCredentials(world, await driver.get());
      const [scheme, encoded = ""] = identityProvider.seen[0]?.headers.authorization?.split(" ") ?? [];
      const pair = Buffer.from(encoded, "base64").toString("utf8");
      expect(scheme).toBe("Basic");
      // A blank as `+` or as `%20`: both are form encoding to who decodes it.
      expect(pair.replace("%20", "+").toUpperCase()).toBe("a+b%3A%C3%BC:p%2B%25%3A%C3%9F%2Fsecret".toUpperCase());
      const form = new URLSearchParams(identityProvider.seen[0]?.body);
      expect(Object.fromEntries(form)).toEqual({
        grant_type: "client_credentials",
        scope: "one two",
        audience: "https://vend.example",
        resource: "https://vend.example",
      });
    },
  },
  {
    name: "sends an audience that is no URI as audience alone",
    play: async (world) => {
      const { identityProvider, settings } = await askIdentityProvider(world);
      const token = await world.token();
      identityProvider.interfere = () => giveToken(token);
      expectCredentials(world, await world.start({ ...settings, VEND_TOKEN_AUDIENCE: "vend" }).get());
      const form = new URLSearchParams(identityProvider.seen[0]?.body);
      world.expect(Object.fromEntries(form)).toEqual({ grant_type: "client_credentials", audience: "vend" });
    },
  },
  {
    name: "gets a new token after a 401, and asks once more",
    play: async (world) => {
      const { expect, service } = world;
      const { identityProvider, settings } = await askIdentityProvider(world);
      service.interfere = () => (service.seen.length === 1 ? refuseWith("TokenExpired") : undefined);
      expectCredentials(world, await world.start(settings).get());
      expect(identityProvider.seen).toHaveLength(2);
      const [first, second, ...others] = tokensShown(world);
      expect(others).toEqual([]);
      expect(second).not.toBe(first);
    },
  },
  {
    name: "asks no third time where the new token is refused too",
    play: async (world) => {
      const { identityProvider, settings } = await askIdentityProvider(world);
      world.service.interfere = () => refuseWith("TokenExpired");
      expectSentence(world, await world.start(settings).get(), "401 TokenExpired");
      world.expect([identityProvider.seen.length, world.service.seen.length]).toEqual([2, 2]);
    },
  },
  {
    name: "gets a new token a minute before the old one ends",
    play: async (world) => {
      const { expect, service } = world;
      const { identityProvider, settings } = await askIdentityProvider(world);
      const tokens = [await world.token(), await world.token()];
      identityProvider.interfere = () => giveToken(tokens[identityProvider.seen.length - 1] ?? "", { expires_in: 50 });
      const driver = world.start({ ...settings, ...alwaysRefresh });
      expectCredentials(world, await driver.get());
      await driver.get();
      await until(() => service.seen.length === 2);
      expect(tokensShown(world)).toEqual(tokens.map((token) => `Bearer ${token}`));
    },
  },
  {
    name: "says what the identity provider refuses, and asks the service nothing",
    play: async (world) => {
      const { settings } = await askIdentityProvider(world);
      const driver = world.start({ ...settings, VEND_CLIENT_SECRET: world.hide("not-the-secret") });
      expectSentence(world, await driver.get(), "invalid_client");
      world.expect(world.service.seen).toHaveLength(0);
    },
  },
  {
    name: "trusts the same authorities for its token",
    play: async (world) => {
      const { settings } = await askIdentityProvider(world);
      const certificate = await world.authority.issue("idp", ["127.0.0.1"]);
      const tls = await world.proxy(world.stack.identityProviderUrl, certificate);
      const overTls = { ...settings, VEND_TOKEN_URL: `${tls.url}/token` };
      expectSentence(world, await world.start(overTls).get(), /certificate/i);
      world.expect([...tls.seen, ...world.service.seen]).toHaveLength(0);
      const VEND_CA_BUNDLE = world.file("ca.pem", world.authority.certificate);
      expectCredentials(world, await world.start({ ...overTls, VEND_CA_BUNDLE }).get());
      world.expect(tls.seen).toHaveLength(1);
    },
  },
  {
    name: "takes a secret to no other host: no redirect, and nothing in the clear",
    play: async (world) => {
      const { expect, service } = world;
      const { identityProvider, settings } = await askIdentityProvider(world);
      const elsewhere = await world.proxy(world.stack.identityProviderUrl);
      identityProvider.interfere = () => {
        const headers = { location: `${elsewhere.url}/token` };
        return { kind: "answer", status: 307, type: "text/plain", body: "", headers };
      };
      expectSentence(world, await world.start(settings).get(), "307");
      expect(elsewhere.seen).toHaveLength(0);
      const proxy = await startConnectProxy(elsewhere.port);
      world.atEnd(proxy.close);
      const clear = { VEND_TOKEN_URL: "http://idp.invalid/token", HTTP_PROXY: `http://127.0.0.1:${proxy.port}` };
      const { error } = await world.start({ ...settings, ...clear }).get();
      expect(error).toContain("VEND_TOKEN_URL");
      expect([...proxy.seen, ...elsewhere.seen, ...service.seen]).toHaveLength(0);
    },
  },
];
