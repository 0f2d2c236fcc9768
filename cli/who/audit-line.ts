/** An audit record as the log has it, with the time of its line. */
export interface AuditLine {
  /** ISO 8601. */
  readonly timestamp: string;
  readonly audit: Readonly<Record<string, unknown>>;
}
