import { type MapTestResult, runMapTests } from "../../shared/policy-map/run-map-tests.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { LoadedMap } from "../input/load-map.ts";
import { count } from "../output/count.ts";
import type { Outcome } from "../output/outcome.ts";
import type { Palette } from "../output/palette.ts";
import { printTest } from "../test/print-tests.ts";
import { type AcceptedProblem, lintMap } from "./lint-map.ts";
import { type CheckProblem, printProblem } from "./problem-line.ts";

/** All that `check` looks at. */
export interface CheckReport {
  readonly isFine: boolean;
  /** Undefined: the map is not valid. */
  readonly grants: number | undefined;
  readonly problems: readonly CheckProblem[];
  readonly accepted: readonly AcceptedProblem[];
  readonly tests: readonly MapTestResult[];
}

/**
 * Lints a valid map and runs its own tests.
 * @param isStrict warnings fail too
 */
export function checkMap(map: LoadedMap, isStrict: boolean): CheckReport {
  const { problems, accepted } = lintMap(map);
  const tests = runMapTests(map.document, map.tests);
  const fails = ({ level }: CheckProblem) => level === "error" || (isStrict && level === "warning");
  const isFine = !problems.some(fails) && tests.every(({ passed }) => passed);
  return { isFine, grants: map.document.grants.length, problems, accepted, tests };
}

/** A report as a command's outcome. */
export function checkOutcome(report: CheckReport): Outcome & { readonly exitCode: ExitCode } {
  const { isFine, grants, problems, accepted, tests } = report;
  const failed = tests.filter(({ passed }) => !passed);
  return {
    exitCode: isFine ? exitCodes.fine : exitCodes.no,
    json: { ok: isFine, grants, problems, accepted, tests: { passed: tests.length - failed.length, failed } },
    text: (palette) =>
      [
        ...problems.map((problem) => printProblem(problem, palette)),
        ...failed.map((test) => printTest(test, palette)),
        summary(report, palette),
      ].join(""),
  };
}

function summary({ isFine, grants, problems, accepted, tests }: CheckReport, palette: Palette): string {
  const found = (level: CheckProblem["level"]) => problems.filter((problem) => problem.level === level).length;
  const failed = tests.filter(({ passed }) => !passed).length;
  const parts = [
    ...(grants === undefined ? [] : [count(grants, "grant")]),
    ...(found("error") === 0 ? [] : [count(found("error"), "error")]),
    ...(found("warning") === 0 ? [] : [count(found("warning"), "warning")]),
    ...(found("info") === 0 ? [] : [`${found("info")} to know`]),
    ...(accepted.length === 0 ? [] : [`${accepted.length} accepted`]),
    ...(tests.length === 0 ? [] : [`${count(tests.length, "test")}${failed === 0 ? "" : ` (${failed} failed)`}`]),
  ];
  return `${isFine ? palette.good("ok") : palette.bad("not ok")}: ${parts.join(", ")}\n`;
}
