/** All that commands see of the process that they run in. */
export interface CliIo {
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
  /** All of standard input. */
  readonly readInput: () => Promise<string>;
  /** Standard input piece by piece, for what may be larger than a text can be. */
  readonly openInput: () => AsyncIterable<Uint8Array>;
  /** Whether standard output is a terminal whose user has not asked for plain text. */
  readonly hasColours: boolean;
  /** Whether standard error is a terminal, for a progress line that overwrites itself. */
  readonly showsProgress: boolean;
  /** Columns of the terminal; undefined: not a terminal. */
  readonly columns: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
