import type { FaultCode } from "./codes.ts";

/** The service, or something that it depends on, failed: not the caller's doing, and worth another try. */
export class Fault extends Error {
  override readonly name = "Fault";
  readonly code: FaultCode;
  /** For the audit record and the logs: never sent to the caller, never a token or secret. */
  readonly reason: string;
  readonly retryAfterSeconds: number;

  constructor(
    code: FaultCode,
    reason: string,
    options: { readonly cause?: unknown; readonly retryAfterSeconds?: number } = {},
  ) {
    super(`${code}: ${reason}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.reason = reason;
    this.retryAfterSeconds = options.retryAfterSeconds ?? 2;
  }
}
