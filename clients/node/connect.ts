import { readFile } from "node:fs/promises";
import { request } from "node:http";
import { connect as connectPlain, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { chooseProxy } from "./choose-proxy.ts";
import { Failure } from "./failure.ts";
import type { Transport } from "./settings.ts";
import { wordFailure } from "./word-failure.ts";

/**
 * A connection to the host of a URL, through the proxy that the environment names, its certificate checked.
 * @param signal ends the attempt
 * @throws Failure for what was set wrongly, or a proxy that refuses; what the system says otherwise
 */
export async function connect(url: URL, transport: Transport, signal: AbortSignal): Promise<Socket> {
  const proxy = chooseProxy(url, transport.env);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = Number(url.port || (url.protocol === "https:" ? 443 : 80));
  if (url.protocol === "http:") {
    return await opened(connectPlain({ host, port }), "connect", signal);
  }
  const authorities = transport.caBundle === undefined ? undefined : await readAuthorities(transport.caBundle);
  const tunnel = proxy && (await openTunnel(proxy, `${url.hostname}:${port}`, signal));
  const socket = connectTls({
    host,
    port,
    ...(tunnel !== undefined && { socket: tunnel }),
    ...(isIP(host) === 0 && { servername: host }),
    ...(authorities !== undefined && { ca: authorities }),
    // Said, since NODE_TLS_REJECT_UNAUTHORIZED=0 would turn it off.
    rejectUnauthorized: true,
  });
  return await opened(socket, "secureConnect", signal);
}

async function readAuthorities(path: string): Promise<string> {
  let pem: string;
  try {
    pem = await readFile(path, "utf8");
  } catch (error) {
    throw new Failure(`the CA bundle ${path} cannot be read: ${wordFailure(error)}`);
  }
  if (!pem.includes("-----BEGIN CERTIFICATE-----")) {
    throw new Failure(`the CA bundle ${path} holds no certificate`);
  }
  return pem;
}

/** RFC 9110 section 9.3.6. The name is resolved by the proxy: inside of networks that have one, callers often cannot. */
function openTunnel(proxy: URL, authority: string, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const user = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
    const asked = request({
      method: "CONNECT",
      host: proxy.hostname.replace(/^\[|\]$/g, ""),
      port: Number(proxy.port || 80),
      path: authority,
      headers: {
        host: authority,
        ...(user !== ":" && { "proxy-authorization": `Basic ${Buffer.from(user).toString("base64")}` }),
      },
      agent: false,
      signal,
    });
    asked.once("connect", (response, socket) => {
      const status = response.statusCode ?? 0;
      if (status >= 200 && status < 300) {
        resolve(socket as Socket);
      } else {
        socket.destroy();
        reject(new Failure(`the proxy ${proxy.host} refused the connection: ${status}`, { isPassing: status >= 500 }));
      }
    });
    asked.once("error", (error) => {
      reject(new Failure(`the proxy ${proxy.host} cannot be reached: ${wordFailure(error)}`, { isPassing: true }));
    });
    asked.end();
  });
}

function opened<Kind extends Socket>(socket: Kind, event: string, signal: AbortSignal): Promise<Kind> {
  return new Promise((resolve, reject) => {
    const abort = () => socket.destroy(signal.reason as Error);
    signal.addEventListener("abort", abort, { once: true });
    socket.once("error", reject);
    socket.once(event, () => {
      signal.removeEventListener("abort", abort);
      // The listener for errors stays: without one, a connection that is cut before it is used would end the process.
      resolve(socket);
    });
    if (signal.aborted) {
      abort();
    }
  });
}
