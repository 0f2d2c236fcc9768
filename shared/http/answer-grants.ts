import { type ExchangePorts, listOwnGrants } from "../exchange.ts";
import type { AnswerRoute } from "./pipeline.ts";

/** `GET /v1/grants`. */
export function answerGrants(ports: ExchangePorts): AnswerRoute {
  return (request, _path, trail) => listOwnGrants(request, ports, trail);
}
