/** What stopped a fetch. Becomes the end of the sentence that callers get. */
export class Failure extends Error {
  override readonly name = "Failure";
  /** Whether the same again may do. */
  readonly isPassing: boolean;
  /** What the service wants to be waited; undefined where it did not say. */
  readonly retryAfterMs: number | undefined;
  readonly status: number | undefined;
  readonly code: string | undefined;

  /** @param reason without a full stop; holds no token, secret or whole body */
  constructor(reason: string, about: Partial<Pick<Failure, "isPassing" | "retryAfterMs" | "status" | "code">> = {}) {
    super(reason);
    this.isPassing = about.isPassing ?? false;
    this.retryAfterMs = about.retryAfterMs;
    this.status = about.status;
    this.code = about.code;
  }
}
