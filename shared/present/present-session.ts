import type { Format } from "../model/format.ts";
import type { HttpResponse } from "../model/request.ts";
import type { SessionCredentials } from "../model/session-credentials.ts";
import { answer } from "./answer.ts";
import { boto } from "./boto.ts";
import { camel } from "./camel.ts";
import { container } from "./container.ts";
import { env } from "./env.ts";
import { imds } from "./imds.ts";
import { php } from "./php.ts";
import { process } from "./process.ts";
import { ruby } from "./ruby.ts";

/** How the answer is to look. */
export interface Presentation {
  readonly format: Format;
  /** Adds `AccountId` to the `container` shape. */
  readonly answersAccountId: boolean;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}

type Present = (session: SessionCredentials, how: Presentation) => HttpResponse;

const shapes = {
  container: (session, how) => json(container(session, how.answersAccountId)),
  process: (session) => json(process(session)),
  ruby: (session) => json(ruby(session)),
  boto: (session) => json(boto(session)),
  camel: (session) => json(camel(session)),
  php: (session) => json(php(session)),
  imds: (session, how) => json(imds(session, how.nowMs)),
  env: (session) => answer(200, "text/plain; charset=utf-8", env(session)),
} as const satisfies Record<Format, Present>;

/**
 * The response that hands a session over, in the shape that was asked for. The status is 200 exactly, because SDKs
 * take no other for success, and a JSON content type carries no charset, because Go compares the whole string.
 *
 * @throws Fault `Internal` where the shape needs an account id and the session's role ARN holds none
 */
export function presentSession(session: SessionCredentials, how: Presentation): HttpResponse {
  return shapes[how.format](session, how);
}

function json(shape: object): HttpResponse {
  return answer(200, "application/json", JSON.stringify(shape));
}
