import type { Clock, CurrentPolicyMap } from "../model/ports.ts";
import type { HttpResponse } from "../model/request.ts";
import { answer } from "../present/answer.ts";
import type { AnswerRoute } from "./pipeline.ts";

/** `GET /healthz`: the process answers. */
export const answerAlive: AnswerRoute = async () => json({ status: "alive" });

/**
 * `GET /readyz`: a policy map is loaded; which, and how old it is in seconds.
 * @throws Fault `UpstreamUnavailable` where it cannot be read, `Internal` where it is invalid
 */
export function answerReady(ports: { readonly currentPolicyMap: CurrentPolicyMap; readonly now: Clock }): AnswerRoute {
  return async (_request, _path, trail) => {
    const { policyMap, loadedAtMs } = await trail.step("load", ports.currentPolicyMap);
    trail.learn({ policyMapDigest: policyMap.digest });
    const ageSeconds = Math.max(0, Math.floor((ports.now() - loadedAtMs) / 1_000));
    return json({ status: "ready", policyMap: { digest: policyMap.digest, ageSeconds } });
  };
}

function json(body: object): HttpResponse {
  return answer(200, "application/json", JSON.stringify(body));
}
