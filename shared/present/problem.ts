import { codes } from "../model/codes.ts";
import type { Fault } from "../model/fault.ts";
import { Refusal } from "../model/refusal.ts";
import type { HttpResponse } from "../model/request.ts";
import { acceptsProblemJson } from "./accepts-problem-json.ts";
import { answer } from "./answer.ts";
import { challenge } from "./challenge.ts";
import { failureOf } from "./failure-of.ts";
import { publicMessage } from "./public-message.ts";
import { retryAfter } from "./retry-after.ts";

/** What a problem is answered to. */
export interface ProblemContext {
  /** The gateway's id of the request. */
  readonly requestId: string;
  /** The `Accept` header, all its values joined by commas. */
  readonly accept: string | undefined;
}

/**
 * The one error body, for SDKs (`code`/`message` for Go and Java, `Code`/`Message` for JavaScript) and for people
 * (RFC 9457). Only the code's own sentence, or the refusal's `publicDetail`, leaves the service; what is neither a
 * refusal nor a fault is a plain `Internal`. `type` is `urn:credential-vending:error:CODE`, of which `docs/errors.md`
 * has the anchor `CODE`; `instance` is `urn:credential-vending:request:ID`, the id that the audit record has.
 */
export function presentProblem(error: unknown, context: ProblemContext): HttpResponse {
  const failure = failureOf(error);
  const { status, title } = codes[failure.code];
  const message = publicMessage(failure);
  const body = {
    code: failure.code,
    message,
    Code: failure.code,
    Message: message,
    type: `urn:credential-vending:error:${failure.code}`,
    title,
    status,
    detail: message,
    instance: `urn:credential-vending:request:${context.requestId}`,
    requestId: context.requestId,
    ...(failure.code === "GrantRequired" && { grants: failure.grants ?? [] }),
  };
  const contentType = acceptsProblemJson(context.accept) ? "application/problem+json" : "application/json";
  return answer(status, contentType, JSON.stringify(body), headersOf(failure));
}

function headersOf(failure: Refusal | Fault): Record<string, string> {
  const headers: Record<string, string> = {};
  const authenticate = challenge(failure);
  if (authenticate !== undefined) {
    headers["www-authenticate"] = authenticate;
  }
  if (failure instanceof Refusal && failure.code === "MethodNotAllowed") {
    // An empty list is legal, and says that no method is taken (RFC 9110 section 10.2.1).
    headers["allow"] = (failure.allow ?? []).join(", ");
  }
  if (failure instanceof Refusal && failure.nonce !== undefined) {
    headers["dpop-nonce"] = failure.nonce;
  }
  const wait = retryAfter(failure);
  if (wait !== undefined) {
    headers["retry-after"] = wait;
  }
  return headers;
}
