import type { IssuerReport, KeySetsReport } from "./refresh-key-sets.ts";
import type { TellNews } from "./telemetry.ts";

/**
 * Says what a run of the function that stores key sets has done: one log line, which is the trail of which key came and went when, and
 * one metric line. Resolves when both are written: what a run does not tell before it ends would be told by the next, or by none.
 */
export function createKeySetsLog(tellNews: TellNews): (report: KeySetsReport) => Promise<void> {
  return async ({ location, issuers, problem }) => {
    const failed = issuers.filter(({ failure }) => failure !== undefined);
    const level = failed.length > 0 || problem !== undefined ? "warn" : "info";
    const keySets = { location, issuers: issuers.map(describeIssuer), ...(problem !== undefined && { problem }) };
    const ages = issuers.map(({ ageMs }) => ageMs ?? 0);
    await tellNews({
      log: { level, message: "key sets", details: { keySets } },
      metrics: {
        KeySetsFetched: issuers.length - failed.length,
        KeySetsFetchFailed: failed.length,
        KeySetsAgeSeconds: Math.round(Math.max(0, ...ages) / 1_000),
      },
    });
  };
}

function describeIssuer({ ageMs, added, removed, failure, ...rest }: IssuerReport) {
  return {
    ...rest,
    ...(ageMs !== undefined && { ageSeconds: Math.round(ageMs / 1_000) }),
    ...(added.length > 0 && { added }),
    ...(removed.length > 0 && { removed }),
    ...(failure !== undefined && { failure }),
  };
}
