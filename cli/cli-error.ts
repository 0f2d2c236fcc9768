/** What stops a command before it has an answer: usage, or input that cannot be read. Holds no secret. */
export class CliError extends Error {
  override readonly name = "CliError";
  /** For `--json`: what a script may want to know beyond the message. */
  readonly details: { readonly [name: string]: unknown };

  constructor(message: string, details: { readonly [name: string]: unknown } = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.details = details;
  }
}
