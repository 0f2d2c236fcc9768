import type { Request } from "../../clients/node/send-request.ts";
import type { ProbeTarget, ShownToken } from "./probe-ports.ts";
import { probeUserAgent } from "./probe-user-agent.ts";

/** `GET /v1/credentials/GRANT`, as SDKs ask. */
export function credentialsRequest({ url, grant }: ProbeTarget, { proper, query }: ShownToken): Request {
  const target = new URL(`${url}/v1/credentials/${grant.split("/").map(encodeURIComponent).join("/")}`);
  target.searchParams.set("format", "container");
  if (query !== undefined) target.searchParams.set("access_token", query);
  return {
    method: "GET",
    url: target,
    headers: {
      ...(proper !== undefined && { authorization: `Bearer ${proper}` }),
      accept: "application/json",
      "user-agent": probeUserAgent,
    },
  };
}
