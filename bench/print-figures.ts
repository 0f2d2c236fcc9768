import type { Figure } from "./figure.ts";

/** The figures as a Markdown table, for the terminal and for `docs/performance.md`. */
export function printFigures(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, unit, bound, holds, reference }) => [
    name,
    `${value} ${unit}`,
    `${bound} ${unit}`,
    holds ? "yes" : "NO",
    `${reference} ${unit}`,
  ]);
  const table = [["figure", "value", "bound", "holds", "reference"], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = table;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n");
}
