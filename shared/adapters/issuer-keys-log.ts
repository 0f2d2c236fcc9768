import type { RecordKeysFailure } from "./issuer-keys-remote.ts";
import type { RecordMetrics } from "./metrics.ts";
import { createServiceLog } from "./service-log.ts";

/** Says that an issuer's keys could not be fetched: one log line and one metric line each, once in ten seconds at most. */
export function createIssuerKeysLog(serviceName: string, recordMetrics: RecordMetrics): RecordKeysFailure {
  const writeLog = createServiceLog(serviceName);
  return ({ issuer, reason }) => {
    recordMetrics({ IssuerKeysFetchFailed: 1 });
    writeLog("WARN", "issuer keys", { issuerKeys: { event: "fetchFailed", issuer, reason } });
  };
}
