import type { AuditLine } from "./audit-line.ts";

/**
 * The line of the service's audit log that a value is (`shared/adapters/audit-log`); undefined where it is anything else. A record that stands deeper
 * in some other line is a caller's words, quoted.
 */
export function asAuditLine(value: unknown): AuditLine | undefined {
  if (!isRecord(value)) return undefined;
  const { level, message, timestamp, service, audit } = value;
  const isLine =
    level === "INFO" && message === "audit" && typeof timestamp === "string" && typeof service === "string";
  if (!isLine || !isRecord(audit)) return undefined;
  const { requestId, route, outcome, status } = audit;
  const isWhole = [requestId, route, outcome].every((member) => typeof member === "string");
  return isWhole && typeof status === "number" ? { timestamp, audit } : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
