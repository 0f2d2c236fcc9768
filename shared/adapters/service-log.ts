import { LogFormatter, Logger, LogItem } from "@aws-lambda-powertools/logger";
import type { LogAttributes, UnformattedAttributes } from "@aws-lambda-powertools/logger/types";

/** One line of the service's log. */
export interface LogLine {
  readonly level: "info" | "warn" | "error";
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Writes one line, about something that was at this time. */
export type WriteLog = (line: LogLine, at: Date) => void;

/** Gives a line the time of what it tells. The library's own gives that of the writing, and the trace that this falls into. */
class EventTimeFormatter extends LogFormatter {
  override formatAttributes(
    { logLevel, message, serviceName }: UnformattedAttributes,
    { at, ...details }: LogAttributes,
  ): LogItem {
    const timestamp = this.formatTimestamp(at as Date);
    return new LogItem({ attributes: { level: logLevel, message, timestamp, service: serviceName, ...details } });
  }
}

/** The service's log, which is all that it writes but for its audit trail. Loaded with the first line: see `telemetry`. */
export function createServiceLog(serviceName: string): WriteLog {
  const logger = new Logger({ serviceName, logLevel: "INFO", logFormatter: new EventTimeFormatter() });
  return ({ level, message, details }, at) => logger[level](message, { ...details, at });
}
