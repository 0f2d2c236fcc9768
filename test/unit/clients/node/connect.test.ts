import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect as connectPlain, createServer as createPlainServer } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { fetchCredentials } from "../../../../clients/node/fetch-credentials.ts";
import { readSettings } from "../../../../clients/node/read-settings.ts";
import { createAuthority, type TestAuthority } from "../../../support/client-certificates.ts";
import { temporaryFiles } from "../../cli/run-vend.ts";
import { grants, scriptedService } from "./scripted-service.ts";

const file = temporaryFiles();
let authority: TestAuthority;
let certificate: Awaited<ReturnType<TestAuthority["issue"]>>;
let caBundle: string;

beforeAll(async () => {
  authority = await createAuthority();
  certificate = await authority.issue("vend", ["127.0.0.1", "vend.corp.example"]);
  caBundle = file("ca.pem", authority.certificate);
});

const get = (url: string, env: Readonly<Record<string, string>>) =>
  fetchCredentials(readSettings({ url, token: "jwt" }, env));

/** A proxy for CONNECT, which finds every name here. */
async function startProxy(targetPort: number, status = 200) {
  const asked: { readonly authority: string; readonly authorization: string | undefined }[] = [];
  const server = createServer();
  server.on("connect", (request, client) => {
    asked.push({ authority: request.url ?? "", authorization: request.headers["proxy-authorization"] });
    if (status !== 200) {
      client.end(`HTTP/1.1 ${status} No\r\n\r\n`);
      return;
    }
    const upstream = connectPlain(targetPort, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      client.pipe(upstream).pipe(client);
    });
    client.on("error", () => upstream.destroy());
    upstream.on("error", () => client.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return { url: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

describe("an authority of one's own", () => {
  test("is trusted where it is named", async () => {
    const { url } = await scriptedService([grants], certificate);
    expect(await get(url, { VEND_CA_BUNDLE: caBundle })).toMatchObject({ accessKeyId: "ASIAEXAMPLE" });
  });

  test("is not trusted otherwise, and no token is sent or tried again, whatever Node was told", async () => {
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    onTestFinished(() => void vi.unstubAllEnvs());
    const { url, arrived } = await scriptedService([grants], certificate);
    await expect(get(url, {})).rejects.toThrow(
      /^its certificate is of an authority that is not trusted here; set VEND_CA_BUNDLE$/,
    );
    expect(arrived).toEqual([]);
  });

  test("does not vouch for another host", async () => {
    const other = await authority.issue("vend", ["other.corp.example"]);
    const { url } = await scriptedService([grants], other);
    await expect(get(url, { VEND_CA_BUNDLE: caBundle })).rejects.toThrow(/^its certificate is for another host$/);
  });

  test("does not vouch for a server that has a client's certificate, nor in a moment", async () => {
    const client = await authority.issue("vend", ["127.0.0.1"], true);
    const { url } = await scriptedService([grants], client);
    await expect(get(url, { VEND_CA_BUNDLE: caBundle })).rejects.toThrow(/^its certificate is not one for servers$/);
  });

  test.each([
    ["missing", undefined, "cannot be read: there is no such file"],
    ["no PEM", "nonsense", "holds no certificate"],
  ])("%s", async (name, text, sentence) => {
    const path = file(`${name}.pem`, text);
    await expect(get("https://127.0.0.1:1", { VEND_CA_BUNDLE: path })).rejects.toThrow(
      `the CA bundle ${path} ${sentence}`,
    );
  });
});

describe("through a proxy", () => {
  test("the name is the proxy's to find, and the certificate is checked all the same", async () => {
    const { port, arrived } = await scriptedService([grants], certificate);
    const proxy = await startProxy(port);
    const env = { VEND_CA_BUNDLE: caBundle, HTTPS_PROXY: `http://me:p%40ss@${proxy.url}` };
    expect(await get("https://vend.corp.example", env)).toMatchObject({ accessKeyId: "ASIAEXAMPLE" });
    expect(proxy.asked).toEqual([
      {
        authority: "vend.corp.example:443",
        authorization: `Basic ${Buffer.from("me:p@ss").toString("base64")}`,
      },
    ]);
    expect(arrived[0]?.headers.host).toBe("vend.corp.example");
    await expect(get("https://other.corp.example", env)).rejects.toThrow("its certificate is for another host");
    expect(arrived).toHaveLength(1);
  });

  test("a proxy without a user gets no header for one", async () => {
    const { port } = await scriptedService([grants], certificate);
    const proxy = await startProxy(port);
    await get("https://vend.corp.example:8443", { VEND_CA_BUNDLE: caBundle, https_proxy: proxy.url });
    expect(proxy.asked).toEqual([{ authority: "vend.corp.example:8443", authorization: undefined }]);
  });

  test.each([
    [407, 1, ""],
    [502, 4, " after 4 attempts"],
  ])("that answers %i", async (status, attempts, end) => {
    const proxy = await startProxy(1, status);
    await expect(get("https://vend.corp.example", { HTTPS_PROXY: proxy.url })).rejects.toThrow(
      `the proxy ${proxy.url} refused the connection: ${status}${end}`,
    );
    expect(proxy.asked).toHaveLength(attempts);
  });

  test("that is not there", async () => {
    const env = { HTTPS_PROXY: "http://me:secret@127.0.0.1:1" };
    await expect(get("https://vend.corp.example", env)).rejects.toThrow(
      /^the proxy 127\.0\.0\.1:1 cannot be reached: connection refused after 4 attempts$/,
    );
  });
});

test("a host that does not go on with the handshake is given up in time", async () => {
  const silent = createPlainServer((socket) => socket.on("error", () => undefined));
  silent.listen(0, "127.0.0.1");
  await once(silent, "listening");
  onTestFinished(() => void silent.close());
  const { port } = silent.address() as AddressInfo;
  await expect(
    get(`https://127.0.0.1:${port}`, { VEND_CONNECT_TIMEOUT_SECONDS: "0.1", VEND_CA_BUNDLE: caBundle }),
  ).rejects.toThrow(/^no connection within 0\.1 s after 4 attempts$/);
});

test("a host that speaks no TLS is told from one that is not there", async () => {
  const { port } = await scriptedService([grants]);
  await expect(get(`https://127.0.0.1:${port}`, {})).rejects.toThrow("its answer is not TLS");
});

test.each<[string, TlsOptions]>([
  ["TLS of before 1.2", { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" }],
  ["other ciphers", { maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES128-CCM" }],
  ["a client's certificate", { maxVersion: "TLSv1.2", requestCert: true, rejectUnauthorized: true }],
])("a host that has or wants %s is told in the same words", async (_, options) => {
  const server = createTlsServer({ ...certificate, ca: authority.certificate, ...options });
  server.on("tlsClientError", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  await expect(get(`https://127.0.0.1:${port}`, { VEND_CA_BUNDLE: caBundle })).rejects.toThrow(
    /^the TLS handshake failed after 4 attempts$/,
  );
});
