package vendcredentials;

/** What stopped a fetch. Becomes the end of the sentence that callers get. */
final class Failure extends Exception {
  private static final long serialVersionUID = 1L;

  /** Whether the same again may do. */
  final boolean isPassing;

  /** What the service wants to be waited; 0 where it did not say. */
  final long retryAfterMs;

  final int status;
  final String code;

  /** @param reason without a full stop; holds no token, secret or whole body */
  Failure(String reason) {
    this(reason, false);
  }

  Failure(String reason, boolean isPassing) {
    this(reason, isPassing, 0, 0, null);
  }

  Failure(String reason, boolean isPassing, long retryAfterMs, int status, String code) {
    // Without a cause: what the system says may hold what must not be said.
    super(reason, null, false, false);
    this.isPassing = isPassing;
    this.retryAfterMs = retryAfterMs;
    this.status = status;
    this.code = code;
  }

  Failure saying(String reason) {
    return new Failure(reason, isPassing, retryAfterMs, status, code);
  }
}
