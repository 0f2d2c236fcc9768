import type { PolicyMapProblem } from "../../shared/policy-map/policy-map-error.ts";
import type { Palette } from "../output/palette.ts";

/** Something that `check` found, in the shape that `--json` prints. */
export interface CheckProblem extends PolicyMapProblem {
  /** `error` makes the map unusable or surely wrong; `warning` fails with `--strict`; `info` never fails. */
  readonly level: "error" | "warning" | "info";
  /** The id of the lint, with a section in docs/lints.md; undefined: the map is not valid. */
  readonly lint: string | undefined;
}

/** `FILE:LINE:COLUMN PATH: RULE; REPAIR`, as compilers print and editors follow. */
export function printProblem(problem: CheckProblem, palette: Palette): string {
  const { file, line, column, path, rule, repair, level, lint } = problem;
  const paint = { error: palette.bad, warning: palette.warn, info: palette.faint }[level];
  const kind = lint === undefined ? "" : ` ${paint(`${level}[${lint}]`)}`;
  return `${palette.strong(`${file}:${line}:${column}`)}${path === "" ? "" : ` ${path}`}:${kind} ${rule}; ${repair}\n`;
}
