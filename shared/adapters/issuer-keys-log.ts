import { Logger } from "@aws-lambda-powertools/logger";
import type { RecordKeysFailure } from "./issuer-keys-remote.ts";
import type { RecordMetrics } from "./metrics.ts";

/** Says that an issuer's keys could not be fetched: one log line and one metric line each, once in ten seconds at most. */
export function createIssuerKeysLog(serviceName: string, recordMetrics: RecordMetrics): RecordKeysFailure {
  const logger = new Logger({ serviceName, logLevel: "INFO" });
  return ({ issuer, reason }) => {
    void recordMetrics({ IssuerKeysFetchFailed: 1 });
    logger.warn("issuer keys", { issuerKeys: { event: "fetchFailed", issuer, reason } });
  };
}
