import { type ExchangePorts, exchange, type Protocol } from "../exchange.ts";
import { presentSession } from "../present/present-session.ts";
import type { AnswerRoute } from "./pipeline.ts";
import { readAsk } from "./read-ask.ts";

/** `GET` and `POST` for credentials, whichever way the grant is named. Whatever fails counts for the address that it came from. */
export function answerCredentials(ports: ExchangePorts): AnswerRoute {
  return (request, path, trail) => {
    const protocol: Protocol = {
      readAsk: () => readAsk(request, path),
      present: ({ session, assumption: { format, answersAccountId } }) =>
        presentSession(session, { format, answersAccountId, nowMs: ports.now() }),
    };
    return ports.limits.ofAddress(request.sourceAddress, trail, () => exchange(request, protocol, ports, trail));
  };
}
