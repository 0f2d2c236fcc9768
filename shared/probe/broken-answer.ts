/** An answer whose status came and whose rest did not, or is too large. */
export class BrokenAnswer extends Error {
  override readonly name = "BrokenAnswer";
  readonly status: number;

  /** @param reason why there is no more of it, and nothing of its text */
  constructor(status: number, reason: string) {
    super(`status ${status}, and then: ${reason}`);
    this.status = status;
  }
}
