import type { RecordKeysFailure } from "./issuer-keys-remote.ts";
import type { TellNews } from "./telemetry.ts";

/** Says that an issuer's keys could not be fetched: one log line and one metric line each, once in ten seconds at most. */
export function createIssuerKeysLog(tellNews: TellNews): RecordKeysFailure {
  return ({ issuer, reason }) => {
    const details = { issuerKeys: { event: "fetchFailed", issuer, reason } };
    void tellNews({ metrics: { IssuerKeysFetchFailed: 1 }, log: { level: "warn", message: "issuer keys", details } });
  };
}
