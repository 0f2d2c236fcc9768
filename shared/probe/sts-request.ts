import type { Request } from "../../clients/node/send-request.ts";
import type { ProbeTarget, ShownToken } from "./probe-ports.ts";
import { probeUserAgent } from "./probe-user-agent.ts";

/** `POST /`, as SDKs ask that take the service for their STS. */
export function stsRequest({ url, grant }: ProbeTarget, { proper, query }: ShownToken): Request {
  const target = new URL(`${url}/`);
  if (query !== undefined) target.searchParams.set("WebIdentityToken", query);
  const form = new URLSearchParams({
    Action: "AssumeRoleWithWebIdentity",
    Version: "2011-06-15",
    // In every partition: the account that cannot exist is what tells that a grant is meant.
    RoleArn: `arn:aws:iam::000000000000:role/vend/${grant}`,
    RoleSessionName: "probe",
    ...(proper !== undefined && { WebIdentityToken: proper }),
  });
  return {
    method: "POST",
    url: target,
    headers: { "content-type": "application/x-www-form-urlencoded", "user-agent": probeUserAgent },
    body: form.toString(),
  };
}
