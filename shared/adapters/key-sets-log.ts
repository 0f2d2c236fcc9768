import type { RecordMetrics } from "./metrics.ts";
import type { IssuerReport, KeySetsReport } from "./refresh-key-sets.ts";
import { createServiceLog } from "./service-log.ts";

/**
 * Says what a run of the function that stores key sets has done: one log line, which is the trail of which key came and went when, and
 * one metric line.
 */
export function createKeySetsLog(serviceName: string, recordMetrics: RecordMetrics): (report: KeySetsReport) => void {
  const writeLog = createServiceLog(serviceName);
  return ({ location, issuers, problem }) => {
    const failed = issuers.filter(({ failure }) => failure !== undefined);
    const level = failed.length > 0 || problem !== undefined ? "WARN" : "INFO";
    writeLog(level, "key sets", {
      keySets: { location, issuers: issuers.map(describeIssuer), ...(problem !== undefined && { problem }) },
    });
    const ages = issuers.map(({ ageMs }) => ageMs ?? 0);
    recordMetrics({
      KeySetsFetched: issuers.length - failed.length,
      KeySetsFetchFailed: failed.length,
      KeySetsAgeSeconds: Math.round(Math.max(0, ...ages) / 1_000),
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
