import type { PolicyMapStatus } from "../adapters/policy-map-event.ts";
import type { Clock, CurrentPolicyMap } from "../model/ports.ts";
import type { HttpResponse } from "../model/request.ts";
import { answer } from "../present/answer.ts";
import type { AnswerRoute } from "./pipeline.ts";

/** What readiness is told by. */
export interface ReadyPorts {
  readonly currentPolicyMap: CurrentPolicyMap;
  readonly describePolicyMap: () => PolicyMapStatus;
  readonly now: Clock;
}

/** `GET /healthz`: the process answers. */
export const answerAlive: AnswerRoute = async () => json({ status: "alive" });

/**
 * `GET /readyz`: a policy map is live; which, since when, and how old it is; what newer version was refused, if one was.
 * @throws Fault `UpstreamUnavailable` where it cannot be read, `Internal` where it is invalid
 */
export function answerReady(ports: ReadyPorts): AnswerRoute {
  return async (_request, _path, trail) => {
    const { policyMap } = await trail.step("load", ports.currentPolicyMap);
    trail.learn({ policyMapDigest: policyMap.digest });
    return json({ status: "ready", policyMap: describe(ports.describePolicyMap(), ports.now()) });
  };
}

/** Anybody may ask: of a refused map only places are told, for its paths and rules name grants and quote what is written there. */
const toldPlaces = 20;

function describe({ source, live, refused, unreadableSinceMs }: PolicyMapStatus, nowMs: number): object {
  return {
    ...(live !== undefined && {
      digest: live.digest,
      version: live.version,
      ageSeconds: Math.max(0, Math.floor((nowMs - live.currentAtMs) / 1_000)),
      since: toIso(live.activatedAtMs),
    }),
    source,
    ...(refused !== undefined && {
      refused: {
        version: refused.version,
        since: toIso(refused.refusedAtMs),
        problems: refused.problems.length,
        places: refused.problems.slice(0, toldPlaces).map(({ line, column }) => `${line}:${column}`),
      },
    }),
    ...(unreadableSinceMs !== undefined && { unreadableSince: toIso(unreadableSinceMs) }),
  };
}

function toIso(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

function json(body: object): HttpResponse {
  return answer(200, "application/json", JSON.stringify(body));
}
