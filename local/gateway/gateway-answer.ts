import { securityHeaders } from "../../shared/http/security-headers.ts";
import type { PayloadVersion } from "./route.ts";

/** An answer on its way to the caller. */
export interface GatewayAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** A text goes out together with the head: bytes would take a second write. */
  readonly body: string | Buffer;
}

/** What can go wrong without a handler's doing, or by its undoing. */
export type GatewayFailure =
  | "badRequest"
  | "headersTooLarge"
  | "payloadTooLarge"
  | "noRoute"
  | "functionFailed"
  | "timedOut";

/** The answers that API Gateway gives by itself; clients see them whatever the service does, so the local one gives them too. */
const answers: Record<GatewayFailure, Record<PayloadVersion, readonly [status: number, message: string]>> = {
  badRequest: { "2.0": [400, "Bad Request"], "1.0": [400, "Bad Request"] },
  headersTooLarge: { "2.0": [431, "Request Header Fields Too Large"], "1.0": [431, "Request Header Fields Too Large"] },
  payloadTooLarge: {
    "2.0": [413, "Request Entity Too Large"],
    "1.0": [413, "HTTP content length exceeded 10485760 bytes."],
  },
  noRoute: { "2.0": [404, "Not Found"], "1.0": [403, "Missing Authentication Token"] },
  functionFailed: { "2.0": [500, "Internal Server Error"], "1.0": [502, "Internal server error"] },
  timedOut: { "2.0": [503, "Service Unavailable"], "1.0": [504, "Endpoint request timed out"] },
};

/**
 * The gateway's own answer to a failure: `{"message"}` and no more. Its headers are those that docs/no-oracle.md has a REST API send;
 * an HTTP API's own answers cannot be given any.
 */
export function failureAnswer(failure: GatewayFailure, version: PayloadVersion): GatewayAnswer {
  const [status, message] = answers[failure][version];
  const headers = { "content-type": "application/json", ...securityHeaders };
  return { status, headers: Object.entries(headers), body: JSON.stringify({ message }) };
}
