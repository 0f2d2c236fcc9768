import type { Palette } from "./palette.ts";

/** What a command came to: the same answer for people and for programs. */
export interface Outcome {
  /** One of `exitCodes`, or that of a command that was run. */
  readonly exitCode: number;
  /** The one document that `--json` prints; undefined: it has been printed. */
  readonly json: unknown;
  /** What is printed otherwise, as it is: with its last line break. */
  readonly text: (palette: Palette) => string;
  /** What a person should know and a pipe should not swallow: to standard error, a line each. */
  readonly notes?: readonly string[];
}
