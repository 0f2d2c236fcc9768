import { expectCredentials } from "../expect-credentials.ts";
import { expectSentence } from "../expect-sentence.ts";
import type { Scenario, World } from "../scenario.ts";
import { startConnectProxy } from "../start-connect-proxy.ts";
import { startOldServer } from "../start-old-server.ts";

/** Not loopback, and no name that any resolver knows (RFC 2606). */
const host = "vend.invalid";

const sentenceOfAuthority = /: its certificate is of an authority that is not trusted here; set VEND_CA_BUNDLE$/;

async function startTls(world: World) {
  const tls = await world.proxy(world.stack.url, await world.authority.issue("vend", ["127.0.0.1", host]));
  return { tls, bundle: world.file("ca.pem", world.authority.certificate) };
}

async function startProxy(world: World, leadsTo: number | { readonly status: number }) {
  const proxy = await startConnectProxy(leadsTo);
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
      expectSentence(world, await (await world.startUsual({ VEND_URL: url })).get(), sentenceOfAuthority, { url });
      world.expect(tls.seen).toHaveLength(0);
    },
  },
  {
    name: "trusts no certificate for another host",
    play: async (world) => {
      const tls = await world.proxy(world.stack.url, await world.authority.issue("vend", ["127.0.0.2", host]));
      const bundle = world.file("ca.pem", world.authority.certificate);
      const driver = await world.startUsual({ VEND_URL: tls.url, VEND_CA_BUNDLE: bundle });
      expectSentence(world, await driver.get(), /: its certificate is for another host$/, { url: tls.url });
      world.expect(tls.seen).toHaveLength(0);
    },
  },
  {
    name: "says that the TLS handshake failed, with a server that has old versions only",
    play: async (world) => {
      const old = await startOldServer(await world.authority.issue("vend", ["127.0.0.1"]));
      world.atEnd(old.close);
      const { url } = old;
      const driver = await world.startUsual({
        VEND_URL: url,
        VEND_CA_BUNDLE: world.file("ca.pem", world.authority.certificate),
      });
      expectSentence(world, await driver.get(), /: the TLS handshake failed after 4 attempts$/, { url });
      world.expect(old.connections()).toBe(4);
    },
  },
  {
    name: "says that an answer is not TLS",
    play: async (world) => {
      const url = world.service.url.replace("http:", "https:");
      const driver = await world.startUsual({ VEND_URL: url });
      expectSentence(world, await driver.get(), /: its answer is not TLS after 4 attempts$/, { url });
      world.expect(world.service.seen).toHaveLength(0);
    },
  },
  {
    name: "tries again where a connection with TLS is cut",
    play: async (world) => {
      const { tls, bundle } = await startTls(world);
      tls.interfere = () => (tls.seen.length === 1 ? { kind: "reset" } : undefined);
      const driver = await world.startUsual({ VEND_URL: tls.url, VEND_CA_BUNDLE: bundle });
      expectCredentials(world, await driver.get());
      world.expect(tls.seen).toHaveLength(2);
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
        expectSentence(world, await driver.get(), /: the host's name is not known after 4 attempts$/, { url });
      }
      expectCredentials(world, await (await world.startUsual({ ...settings, VEND_URL: tls.url })).get());
      world.expect(proxy.seen).toHaveLength(0);
    },
  },
  {
    name: "says what a proxy refuses, and sends it no token",
    play: async (world) => {
      const url = `https://${host}`;
      const refusing = await startProxy(world, { status: 407 });
      const name = `127.0.0.1:${refusing.port}`;
      const driver = await world.startUsual({ VEND_URL: url, HTTPS_PROXY: `http://user:secret@${name}` });
      expectSentence(world, await driver.get(), `: the proxy ${name} refused the connection: 407`, { url });
      world.expect(refusing.seen.map(({ asked }) => asked)).toEqual([`CONNECT ${host}:443`]);
    },
  },
  {
    name: "says which proxy cannot be reached, and sends one that is none no token",
    play: async (world) => {
      const url = `https://${host}`;
      const none = await world.proxy(world.stack.url);
      const { host: name } = new URL(none.url);
      const driver = await world.startUsual({ VEND_URL: url, HTTPS_PROXY: none.url });
      expectSentence(
        world,
        await driver.get(),
        `: the proxy ${name} cannot be reached: the connection was cut after 4 attempts`,
        { url },
      );
      world.expect(JSON.stringify(none.seen)).not.toContain("Bearer");
    },
  },
];
