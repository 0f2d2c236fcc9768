import { Failure } from "./failure.ts";
import { isLoopback } from "./is-loopback.ts";
import type { Environment } from "./settings.ts";

/**
 * The proxy for a URL, by `HTTPS_PROXY` and `NO_PROXY`; the lower-case spelling first. Plain http goes to loopback hosts only,
 * and those are never asked through a proxy, so `HTTP_PROXY` has no say.
 * @throws Failure where the proxy's URL cannot be used
 */
export function chooseProxy(url: URL, env: Environment): URL | undefined {
  const proxy = env["https_proxy"] || env["HTTPS_PROXY"];
  if (!proxy || isLoopback(url) || isExempt(url, env["no_proxy"] || env["NO_PROXY"] || "")) {
    return undefined;
  }
  try {
    const parsed = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`);
    // A password with a mark in it that is not escaped would have part of itself taken, and shown, for the host.
    const isWhole = parsed.pathname + parsed.search + parsed.hash === "/" && proxy.split("@").length <= 2;
    if (parsed.protocol === "http:" && isWhole && isDecodable(parsed.username) && isDecodable(parsed.password)) {
      return parsed;
    }
  } catch {
    // The same sentence, which must not repeat what may hold a password.
  }
  throw new Failure("HTTPS_PROXY is not of the form http://host:port");
}

/** @throws URIError where a percent sign escapes nothing */
function isDecodable(text: string): boolean {
  return decodeURIComponent(text).length <= text.length;
}

/** A name stands for itself and all below it, with or without a dot in front, as in curl, Go and Python. */
function isExempt(url: URL, list: string): boolean {
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => {
      const [, name = "", onlyPort] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      const bare = name.replace(/^\*?\./, "");
      const isNamed = bare === "*" || url.hostname === bare || url.hostname.endsWith(`.${bare}`);
      return isNamed && (onlyPort === undefined || onlyPort === port);
    });
}
