import { Failure } from "./failure.ts";
import { isLoopback } from "./is-loopback.ts";

/**
 * A URL that tokens or secrets may be sent to.
 * @param setting what messages call it
 * @throws Failure where it is no URL, has a user or a fragment, or would send in the clear beyond this machine
 */
export function parseUrl(text: string, setting: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new Failure(`${setting} is no URL`);
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new Failure(`${setting} must begin with https://`);
  }
  if (url.protocol === "http:" && !isLoopback(url)) {
    throw new Failure(`${setting} must be https: plain http is for loopback hosts only`);
  }
  if (url.username !== "" || url.password !== "" || text.includes("#")) {
    throw new Failure(`${setting} may have neither a user nor a fragment`);
  }
  return url;
}
