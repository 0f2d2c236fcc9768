import type { Row } from "./row.ts";
import { type ScenarioName, scenarioNames } from "./scenarios.ts";

/** The result as Markdown: an SDK by a way in each line, a scenario in each column. An asterisk: `printShown` has a note. */
export function printRows(rows: readonly Row[]): string {
  const lines = [...Map.groupBy(rows, ({ sdk, way }) => `${sdk}, ${way}`).values()];
  const table = lines.map((ofLine) => {
    const { sdk = "", version = "", way = "" } = ofLine[0] ?? {};
    const cellOf = (scenario: ScenarioName) => printCell(ofLine.find((row) => row.scenario === scenario));
    return [version === "" ? sdk : `${sdk}: ${version}`, way, ...scenarioNames.map(cellOf)];
  });
  const head = ["SDK", "way", ...scenarioNames];
  return [head, head.map(() => "---"), ...table].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function printCell(row: Row | undefined): string {
  if (row === undefined) return "";
  const { attempts, tookMs } = row.observed ?? {};
  const seen = tookMs === undefined ? "" : `: ${attempts} × in ${(tookMs / 1_000).toFixed(1)} s`;
  return `${words[row.outcome]}${seen}${row.notes.length > 0 ? " *" : ""}`;
}

const words = { passed: "pass", failed: "**FAIL**", skipped: "skipped" } as const;
