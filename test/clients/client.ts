/** A client of `clients/`, as its driver runs it (docs/clients.md, "For who writes a client"). */
export interface Client {
  readonly language: string;
  /** Answers with 0, and prints versions, where the driver can be run. */
  readonly versions: readonly [command: string, ...args: string[]];
  /** Run once before; `OUT` in it, and in `driver`, is a folder that lives as long as the tests. */
  readonly build?: readonly [command: string, ...args: string[]];
  /** Run in the project's folder. */
  readonly driver: readonly [command: string, ...args: string[]];
  /** Tests in the language's own runner, of what no scenario sees. */
  readonly ownTests?: readonly [command: string, ...args: string[]];
  /** Languages without threads refresh while the caller waits. */
  readonly refreshes: "in the background" | "while the caller waits";
  /** Fails where it cannot be run and `CONFORMANCE_REQUIRED` is 1, in place of being skipped. */
  readonly isRequired?: true;
}
