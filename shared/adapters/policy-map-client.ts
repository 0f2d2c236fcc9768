import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { Fault } from "../model/fault.ts";
import type { SourceLimits } from "./policy-map-source.ts";

/** What each source that is asked over the AWS SDK is made with. */
export interface SourceSettings {
  readonly region: string;
  readonly limits: SourceLimits;
  /** What is kept there, in the words of a fault. */
  readonly what?: string;
}

/** Settings of an SDK client that is asked once in a while, and must answer soon or not at all. */
export function clientSettings(
  region: string,
  limits: Pick<SourceLimits, "connectionTimeoutMs" | "attemptTimeoutMs" | "attempts">,
) {
  return {
    region,
    maxAttempts: limits.attempts,
    retryMode: "standard",
    requestHandler: new NodeHttpHandler({
      connectionTimeout: limits.connectionTimeoutMs,
      requestTimeout: limits.attemptTimeoutMs,
      // Without it, the SDK only warns.
      throwOnRequestTimeout: true,
      // A connection kept from one look to the next is mostly dead: closed by the other side while Lambda was frozen.
      httpAgent: new HttpAgent({ keepAlive: false }),
      httpsAgent: new HttpsAgent({ keepAlive: false }),
    }),
  };
}

/** Errors whose message names the resource or the missing right, and nothing else. Others can quote signed headers. */
const telling = /^(?:AccessDenied|NoSuch|NotFound|ResourceNotFound|ParameterNotFound|KMS|CredentialsProviderError)/;

/** What an SDK error may say in a log: its name, code and status, and its message where that is known to be harmless. */
export function describeSdkError(error: unknown): string {
  if (!(error instanceof Error)) {
    return "unknown";
  }
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const status = statusOf(error);
  const words = [error.name, code, status === undefined ? "" : `HTTP ${status}`].filter((word) => word !== "");
  return telling.test(error.name) ? `${words.join(" ")}: ${error.message}` : words.join(" ");
}

export function statusOf(error: unknown): number | undefined {
  const metadata =
    typeof error === "object" && error !== null && "$metadata" in error
      ? (error.$metadata as { readonly httpStatusCode?: number } | undefined)
      : undefined;
  return metadata?.httpStatusCode;
}

/** A source that cannot be read. The SDK's error is told and not kept: its text could hold what was signed. */
export function sourceFault(location: string, error: unknown, what = "policy map"): Fault {
  return error instanceof Fault
    ? error
    : new Fault("UpstreamUnavailable", `the ${what} ${location} cannot be read: ${describeSdkError(error)}`);
}

/** Whether the same question may be answered another time: the service was not reached, not able, or not willing just then. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const status = statusOf(error);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return (
    /^(?:TimeoutError|AbortError)$|Throttl|TooManyRequests|InternalS(?:erver|ervice)Error/.test(error.name) ||
    /^EAI_|^E[A-Z0-9]+$|^HPE_/.test(code) ||
    (status !== undefined && (status >= 500 || status === 429))
  );
}
