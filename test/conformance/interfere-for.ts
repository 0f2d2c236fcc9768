import { expireIn } from "../clients/expire-in.ts";
import { refuseWith } from "../clients/refuse-with.ts";
import type { Interference } from "../faults/faults.ts";
import { type Answer, bearer, httpRequest } from "../support/http-request.ts";
import type { ScenarioName } from "./scenarios.ts";
import type { Way } from "./sdk.ts";

/**
 * What the proxy does to each request of a scenario, by its number from 1.
 * @param url the service's own address
 */
export async function interfereFor(
  scenario: ScenarioName,
  way: Way,
  { url, token }: { readonly url: string; readonly token: string },
): Promise<(count: number) => Interference | undefined> {
  switch (scenario) {
    case "refresh": {
      const next = await askNext(way, url, token);
      return (count) => (count === 1 ? expireIn(8) : next);
    }
    case "429":
      return () => refuseWith("Throttled", { retryAfterSeconds: 1, asSts: way === "STS" });
    case "503":
      return () => refuseWith("UpstreamUnavailable", { retryAfterSeconds: 1, asSts: way === "STS" });
    case "slow":
      return () => ({ kind: "delay", ms: 1_500 });
    case "garbage":
      return () => ({ kind: "answer", status: 200, type: "text/html", body: "<html>Sorry</html>" });
    case "first":
    case "401":
    case "403":
      return () => undefined;
  }
}

/**
 * Credentials of another role of the same caller, so that it can be told which of the two an SDK uses.
 * @throws Error where the service gives none
 */
async function askNext(way: Way, url: string, token: string): Promise<Interference> {
  const { status, text, headers } = await (way === "STS" ? askAsSts(url, token) : askForArchive(url, token));
  if (status !== 200) throw new Error(`the service gave no credentials for the refresh: ${status} ${text}`);
  return { kind: "answer", status, type: headers["content-type"] ?? "", body: text };
}

/** In the shape that both the container variables and `vend get` ask for. */
function askForArchive(url: string, token: string): Promise<Answer> {
  return httpRequest(`${url}/v1/credentials/archive-read`, { headers: bearer(token) });
}

function askAsSts(url: string, token: string): Promise<Answer> {
  const form = new URLSearchParams({
    Action: "AssumeRoleWithWebIdentity",
    Version: "2011-06-15",
    RoleArn: "arn:aws:iam::000000000000:role/vend/archive-read",
    RoleSessionName: "conformance",
    WebIdentityToken: token,
  });
  const headers = [["content-type", "application/x-www-form-urlencoded"]] as const;
  return httpRequest(`${url}/`, { method: "POST", headers, body: form.toString() });
}
