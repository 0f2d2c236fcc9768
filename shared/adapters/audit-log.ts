import { hash } from "node:crypto";
import type { WriteAudit } from "../model/ports.ts";

/**
 * Parts of base64url: a compact JWS or JWE, or the beginning of one, if the first is a header (RFC 7515 section 7.1). Looked for from
 * the first character of each run only: from every character it would take half of the time of a whole request.
 */
const tokenShape = /(?<![\w-])[\w-]{8,}(?:\.[\w-]*)+/g;

/**
 * The audit trail: one JSON line a request on standard output, whatever any log level says, since a level that hides
 * refusals would hide break-ins. (`AWS_LAMBDA_LOG_LEVEL` alone is above this one: `config/read-config` refuses to start
 * with it.) The line has the members that the service's log has, so that one query reads both; a record is written by hand because
 * Powertools' logger takes as long for one as all the rest of a warm request.
 *
 * No record holds a token. Were a caller to put one where an identifier belongs, its place would be taken here.
 */
export function createAuditLog(serviceName: string): WriteAudit {
  return (record) => {
    const line = { level: "INFO", message: "audit", timestamp: new Date().toISOString(), service: serviceName };
    // To call something for each value takes JSON three times as long, and hardly any record needs it.
    const replacer = holdsTokenShape(record) ? withoutTokens : undefined;
    process.stdout.write(`${JSON.stringify({ ...line, audit: record }, replacer)}\n`);
  };
}

/** In any of its values, at any depth. */
function holdsTokenShape(value: unknown): boolean {
  if (typeof value === "string") return value.includes(".") && value.search(tokenShape) >= 0;
  if (typeof value !== "object" || value === null) return false;
  for (const member of Object.values(value)) {
    if (holdsTokenShape(member)) return true;
  }
  return false;
}

/**
 * In each value before it is JSON, whose escapes would hide where a token begins: `\n` is a letter there. The digest tells two of
 * them apart: a caller who is called like a token must not be everybody who is.
 */
function withoutTokens(_name: string, value: unknown): unknown {
  if (typeof value !== "string" || !value.includes(".")) return value;
  return value.replace(tokenShape, withoutToken);
}

/** From the first part that is a header: what stands before it is no part of the token, but for a dot. */
function withoutToken(shaped: string): string {
  const parts = shaped.split(".");
  const header = parts.findIndex(isHeader);
  if (header < 0) return shaped;
  const token = parts.slice(header).join(".");
  return [...parts.slice(0, header), `(token, SHA-256 ${hash("sha256", token, "hex")})`].join(".");
}

function isHeader(part: string): boolean {
  try {
    const header: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return typeof header === "object" && header !== null && "alg" in header;
  } catch {
    return false;
  }
}
