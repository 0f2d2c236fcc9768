/** What a command leaves to the shell: docs/cli.md has the same table. */
export const exitCodes = {
  /** It is so, or it is done. */
  fine: 0,
  /** The answer is no: problems were found, a test failed, the caller is refused, a widening was not accepted. */
  no: 1,
  /** The question could not be asked: wrong usage, or input that cannot be read or is no valid map. */
  unusable: 2,
  /** Neither yes nor no: what was asked for was not found, in what could not be read whole. */
  unsure: 3,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
