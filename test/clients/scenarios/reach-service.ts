import { expectCredentials } from "../expect-credentials.ts";
import { expectSentence } from "../expect-sentence.ts";
import type { Scenario, World } from "../scenario.ts";
import { startConnectProxy } from "../start-connect-proxy.ts";

/** Not loopback, and no name that any resolver knows (RFC 2606). */
const host = "vend.invalid";

async function startTls(world: World) {
  const tls = await world.proxy(world.stack.url, await world.authority.issue("vend", ["127.0.0.1", host]));
  return { tls, bundle: world.file("ca.pem", world.authority.certificate) };
}

async function startProxy(world: World, port: number) {
  const proxy = await startConnectProxy(port);
  world.atEnd(proxy.close);
  return proxy;
}

/** The way to the service: TLS, proxies, and where no token goes in the clear. */
export const reachService: readonly Scenario[] = [
  {
    name: "sends no token in the clear, but to loopback",
    play: async (world) => {
      const { expect, service } = world;
      const proxy = await startProxy(world, service.port);
      const proxies = { HTTP_PROXY: `http://127.0.0.1:${proxy.port}`, http_proxy: `http://127.0.0.1:${proxy.port}` };
      const urls = [
        `http://${host}`,
        `http://127.0.0.1.${host}:${service.port}`,
        "http://192.0.2.1",
        "ftp://127.0.0.1",
      ];
      for (const url of [...urls, `${service.url}/?x=y`]) {
        const { error = "" } = await (await world.startUsual({ ...proxies, VEND_URL: url })).get();
        expect(error).toContain("VEND_URL");
        expect(error).not.toMatch(/[\r\n]/);
      }
      expect([...proxy.seen, ...service.seen]).toHaveLength(0);
      const url = `http://localhost:${service.port}`;
      expectCredentials(world, await (await world.startUsual({ ...proxies, VEND_URL: url })).get());
      expect(proxy.seen).toHaveLength(0);
    },
  },
  {
    name: "trusts the authorities of VEND_CA_BUNDLE",
    play: async (world) => {
      const { tls, bundle } = await startTls(world);
      const driver = await world.startUsual({ VEND_URL: tls.url, VEND_CA_BUNDLE: bundle });
      expectCredentials(world, await driver.get());
      world.expect(tls.seen).toHaveLength(1);
    },
  },
  {
    name: "trusts no authority that nobody named",
    play: async (world) => {
      const { tls } = await startTls(world);
      const url = tls.url;
      expectSentence(world, await (await world.startUsual({ VEND_URL: url })).get(), /certificate/i, { url });
      world.expect(tls.seen).toHaveLength(0);
    },
  },
  {
    name: "trusts no certificate for another host",
    play: async (world) => {
      const tls = await world.proxy(world.stack.url, await world.authority.issue("vend", ["127.0.0.2", host]));
      const bundle = world.file("ca.pem", world.authority.certificate);
      const driver = await world.startUsual({ VEND_URL: tls.url, VEND_CA_BUNDLE: bundle });
      expectSentence(world, await driver.get(), "", { url: tls.url });
      world.expect(tls.seen).toHaveLength(0);
    },
  },
  {
    name: "says which bundle cannot be read",
    play: async (world) => {
      const driver = await world.startUsual({ VEND_CA_BUNDLE: "/nowhere/ca.pem", VEND_URL: `https://${host}` });
      world.expect((await driver.get()).error).toContain("/nowhere/ca.pem");
    },
  },
  {
    name: "goes through a proxy, whose lower-case name wins, with name and password",
    play: async (world) => {
      const { expect } = world;
      const { tls, bundle } = await startTls(world);
      const [proxy, other] = [await startProxy(world, tls.port), await startProxy(world, tls.port)];
      const driver = await world.startUsual({
        VEND_URL: `https://${host}`,
        VEND_CA_BUNDLE: bundle,
        https_proxy: `http://user:p%40ss@127.0.0.1:${proxy.port}`,
        HTTPS_PROXY: `http://127.0.0.1:${other.port}`,
      });
      expectCredentials(world, await driver.get());
      const authorization = `Basic ${Buffer.from("user:p@ss").toString("base64")}`;
      expect(proxy.seen).toEqual([{ asked: `CONNECT ${host}:443`, authorization }]);
      expect(other.seen).toHaveLength(0);
      expect(tls.seen[0]?.headers["proxy-authorization"]).toBeUndefined();
    },
  },
  {
    name: "goes past the proxy to what NO_PROXY names, and to loopback",
    play: async (world) => {
      const { tls, bundle } = await startTls(world);
      const proxy = await startProxy(world, tls.port);
      const settings = { VEND_CA_BUNDLE: bundle, HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
      for (const names of [host, "other.example, .invalid", "*"]) {
        const url = `https://${host}`;
        const driver = await world.startUsual({ ...settings, VEND_URL: url, NO_PROXY: names });
        expectSentence(world, await driver.get(), "", { url });
      }
      expectCredentials(world, await (await world.startUsual({ ...settings, VEND_URL: tls.url })).get());
      world.expect(proxy.seen).toHaveLength(0);
    },
  },
  {
    name: "says what a proxy refuses, and sends it no token",
    play: async (world) => {
      const { tls, bundle } = await startTls(world);
      const url = `https://${host}`;
      const refusing = await world.proxy(tls.url);
      const driver = await world.startUsual({ VEND_URL: url, VEND_CA_BUNDLE: bundle, HTTPS_PROXY: refusing.url });
      expectSentence(world, await driver.get(), "", { url });
      world.expect(JSON.stringify(refusing.seen)).not.toContain("Bearer");
      world.expect(tls.seen).toHaveLength(0);
    },
  },
];
