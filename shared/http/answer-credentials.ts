import { type ExchangePorts, exchange } from "../exchange.ts";
import type { AnswerRoute } from "./pipeline.ts";
import { readAsk } from "./read-ask.ts";

/** `GET` and `POST` for credentials, whichever way the grant is named. Whatever fails counts for the address that it came from. */
export function answerCredentials(ports: ExchangePorts): AnswerRoute {
  return (request, path, trail) =>
    ports.limits.ofAddress(request.sourceAddress, trail, () =>
      exchange(request, () => readAsk(request, path), ports, trail),
    );
}
