import { Logger } from "@aws-lambda-powertools/logger";
import type { WriteAudit } from "../model/ports.ts";

/**
 * The audit trail: one JSON line a request on standard output, whatever the log level of the rest, since a level that hides
 * refusals would hide break-ins.
 */
export function createAuditLog(serviceName: string): WriteAudit {
  const logger = new Logger({ serviceName, logLevel: "INFO" });
  return (record) => {
    logger.info("audit", { audit: record });
  };
}
