import { Logger } from "@aws-lambda-powertools/logger";
import type { WriteAudit } from "../model/ports.ts";

/** How a compact JWS or JWE begins: base64url of `{"`, for the JSON object that its header is (RFC 7515 section 7.1). */
const tokenLike = /eyJ[\w-]{8,}(?:\.[\w-]*)*/g;

/**
 * The audit trail: one JSON line a request on standard output, whatever the log level of the rest, since a level that hides
 * refusals would hide break-ins. (`AWS_LAMBDA_LOG_LEVEL` alone is above this one: `config/read-config` refuses to start
 * with it.)
 *
 * No record holds a token. Were a caller to put one where an identifier belongs, its place would be taken here.
 */
export function createAuditLog(serviceName: string): WriteAudit {
  const logger = new Logger({
    serviceName,
    logLevel: "INFO",
    jsonReplacerFn: (_name, value) => (typeof value === "string" ? value.replace(tokenLike, "(token)") : value),
  });
  return (record) => {
    logger.info("audit", { audit: record });
  };
}
