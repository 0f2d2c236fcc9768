import type { ExitCode } from "../exit-codes.ts";
import type { Palette } from "./palette.ts";

/** What a command came to: the same answer for people and for programs. */
export interface Outcome {
  readonly exitCode: ExitCode;
  /** The one document that `--json` prints. */
  readonly json: unknown;
  /** What is printed otherwise, as it is: with its last line break. */
  readonly text: (palette: Palette) => string;
  /** What a person should know and a pipe should not swallow: to standard error, a line each. */
  readonly notes?: readonly string[];
}
