import type { IncomingHttpHeaders } from "node:http";
import { problemReply } from "./problem-reply.ts";
import type { Reply } from "./reply.ts";

/** What browsers and proxies add to what they send for others, and no SDK does. */
const strangersHeaders = ["origin", "referer", "sec-fetch-site", "x-forwarded-for", "forwarded", "via"] as const;

/**
 * Refuses what comes to a loopback address and is not meant for it: a web page whose host's name was pointed here (DNS rebinding) sends that name as
 * `Host`, a page of another origin says so, and a proxy or a web server that was talked into a request tells whom it is for.
 * @param port our own; clients leave 80 out of the header, since it is the scheme's (RFC 9110 section 7.2)
 * @returns the refusal; undefined where there is nothing of it
 */
export function refuseStranger(headers: IncomingHttpHeaders, port: number): Reply | undefined {
  const ownHosts = ["127.0.0.1", "localhost"].flatMap((name) => [`${name}:${port}`, ...(port === 80 ? [name] : [])]);
  if (!ownHosts.includes(headers.host ?? "")) {
    return problemReply(403, "ForeignHost", "The Host header is not this endpoint's");
  }
  return strangersHeaders.some((name) => headers[name] !== undefined)
    ? problemReply(403, "ForeignRequest", "A browser or a proxy has sent this; only SDKs may ask here")
    : undefined;
}
