import { type ExchangePorts, exchange, type Protocol } from "../exchange.ts";
import { presentWebIdentity } from "../present/web-identity.ts";
import type { AnswerRoute } from "./pipeline.ts";
import { readStsCall } from "./read-sts-call.ts";

/**
 * `POST /`: AssumeRoleWithWebIdentity, for SDKs that take this service for their STS. Whatever fails counts for the address that it
 * came from.
 */
export function answerWebIdentity(ports: ExchangePorts): AnswerRoute {
  return (request, _path, trail) =>
    ports.limits.ofAddress(request.sourceAddress, trail, () => {
      const protocol: Protocol = {
        ...readStsCall(request),
        present: ({ session, assumption, caller }) => {
          trail.learn({ format: "sts" });
          const sourceIdentity = assumption.hops.at(-1)?.sourceIdentity;
          return presentWebIdentity(session, { caller, sourceIdentity, requestId: request.requestId });
        },
      };
      return exchange(request, protocol, ports, trail);
    });
}
