import { type Code, codes } from "../model/codes.ts";
import { Fault } from "../model/fault.ts";
import { Refusal } from "../model/refusal.ts";
import type { HttpResponse } from "../model/request.ts";
import { acceptsProblemJson } from "./accepts-problem-json.ts";
import { answer } from "./answer.ts";
import { challenge } from "./challenge.ts";

/** What a problem is answered to. */
export interface ProblemContext {
  /** The gateway's id of the request. */
  readonly requestId: string;
  /** The `Accept` header, all its values joined by commas. */
  readonly accept: string | undefined;
}

/** Python, PHP and Go print the message to a person, some of them cut short. */
const messageCharacters = 100;

/**
 * The one error body, for SDKs (`code`/`message` for Go and Java, `Code`/`Message` for JavaScript) and for people
 * (RFC 9457). Only the code's own sentence, or the refusal's `publicDetail`, leaves the service; what is neither a
 * refusal nor a fault is a plain `Internal`. `type` is `urn:credential-vending:error:CODE`, of which `docs/errors.md`
 * has the anchor `CODE`; `instance` is `urn:credential-vending:request:ID`, the id that the audit record has.
 */
export function presentProblem(error: unknown, context: ProblemContext): HttpResponse {
  const failure =
    error instanceof Refusal || error instanceof Fault ? error : new Fault("Internal", "unexpected error");
  const { status, title } = codes[failure.code];
  const message = messageOf(failure);
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

/** `InvalidToken` has one sentence whatever went wrong: a second one would tell a forger how far the forgery got. */
function messageOf(failure: Refusal | Fault): string {
  const { title } = codes[failure.code];
  if (failure instanceof Fault || failure.code === "InvalidToken") {
    return title;
  }
  const names = failure.code === "GrantRequired" ? (failure.grants ?? []) : [];
  return failure.publicDetail ?? (names.length === 0 ? title : `${title}: ${shorten(names)}`);
}

/** As many names as fit a message, at least one; the body's `grants` has them all. */
function shorten(names: readonly string[]): string {
  const room = messageCharacters - codes.GrantRequired.title.length - ": and 9999 more".length;
  let used = 0;
  const fitting = names.filter((name, index) => {
    used += name.length + ", ".length;
    return index === 0 || used <= room;
  });
  const left = names.length - fitting.length;
  return left === 0 ? names.join(", ") : `${fitting.join(", ")} and ${left} more`;
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

/** Whole seconds, at least one (RFC 9110 section 10.2.3 knows no fractions, and 0 asks for a hot loop). */
function retryAfter(failure: Refusal | Fault): string | undefined {
  const seconds = failure.retryAfterSeconds ?? (isBusy(failure.code) ? 1 : undefined);
  if (seconds === undefined) {
    return undefined;
  }
  return String(Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : 1);
}

function isBusy(code: Code): boolean {
  return codes[code].status === 429 || codes[code].status === 503;
}
