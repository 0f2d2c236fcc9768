import { type ExchangePorts, listOwnGrants } from "../exchange.ts";
import type { AnswerRoute } from "./pipeline.ts";

/** `GET /v1/grants`. Whatever fails counts for the address that it came from. */
export function answerGrants(ports: ExchangePorts): AnswerRoute {
  return (request, _path, trail) =>
    ports.limits.ofAddress(request.sourceAddress, trail, () => listOwnGrants(request, ports, trail));
}
