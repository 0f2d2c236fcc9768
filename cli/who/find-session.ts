import type { AuditLine } from "./audit-line.ts";

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html: `DurationSeconds`. */
const longestSessionSeconds = 43_200;

/** A request that was answered with the session. */
interface ServedRequest {
  readonly timestamp: string;
  readonly requestId: string;
  readonly issuer: string;
  readonly subject: string;
  /** `sts` for the one that it was made for. */
  readonly sessionFrom: string;
  readonly sourceAddress: string;
  readonly tokenId: string;
}

/** Whose a session is, as the audit log has it. */
export interface FoundSession {
  readonly accessKeyId: string;
  readonly grant: string;
  readonly account: string;
  readonly roleArn: string;
  readonly sessionName: string;
  readonly sourceIdentity: string;
  readonly assumedRoleId: string;
  /** ISO 8601; empty where the record does not say. */
  readonly from: string;
  readonly to: string;
  /** Whoever got it: one, unless STS could not tell several apart. */
  readonly callers: readonly { readonly issuer: string; readonly subject: string }[];
  /** In the order of the log. */
  readonly requests: readonly ServedRequest[];
}

/** @returns undefined where none of the records is about this key */
export function findSession(accessKeyId: string, lines: readonly AuditLine[]): FoundSession | undefined {
  const own = lines.filter(({ audit }) => audit["accessKeyId"] === accessKeyId);
  const [first] = own;
  if (first === undefined) return undefined;
  const { audit } = own.find((line) => line.audit["sessionFrom"] === "sts") ?? first;
  const requests = own.map(asRequest).sort((one, other) => (one.timestamp < other.timestamp ? -1 : 1));
  const callers = new Map(
    requests.map(({ issuer, subject }) => [JSON.stringify([issuer, subject]), { issuer, subject }]),
  );
  const to = textOf(audit, "expiration");
  return {
    accessKeyId,
    grant: textOf(audit, "grant"),
    account: textOf(audit, "account"),
    roleArn: textOf(audit, "roleArn"),
    sessionName: textOf(audit, "sessionName"),
    sourceIdentity: textOf(audit, "sourceIdentity"),
    assumedRoleId: textOf(audit, "assumedRoleId"),
    from: beginningOf(to, audit["durationSeconds"]),
    to,
    callers: [...callers.values()],
    requests,
  };
}

function asRequest({ timestamp, audit }: AuditLine): ServedRequest {
  const at = (member: string) => textOf(audit, member);
  return {
    timestamp,
    requestId: at("requestId"),
    issuer: at("issuer"),
    subject: at("subject"),
    sessionFrom: at("sessionFrom"),
    sourceAddress: at("sourceAddress"),
    tokenId: at("tokenId"),
  };
}

/** STS counts the duration from the second in which it made the session. Empty where the log has what STS would never say. */
function beginningOf(expiration: string, durationSeconds: unknown): string {
  const endMs = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(expiration) ? Date.parse(expiration) : Number.NaN;
  const isLength =
    typeof durationSeconds === "number" && durationSeconds > 0 && durationSeconds <= longestSessionSeconds;
  if (Number.isNaN(endMs) || !isLength) return "";
  return new Date(endMs - Math.trunc(durationSeconds) * 1_000).toISOString().replace(".000Z", "Z");
}

function textOf(audit: AuditLine["audit"], member: string): string {
  const value = audit[member];
  return typeof value === "string" ? value : "";
}
