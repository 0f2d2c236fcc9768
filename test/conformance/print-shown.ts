import { excerpt } from "./excerpt.ts";
import type { Row } from "./row.ts";

/** What callers are shown, as Markdown: each message with the scenarios that it was shown in. */
export function printShown(rows: readonly Row[]): string {
  const lines = rows
    .filter(({ observed, notes }) => observed?.shown !== undefined || notes.length > 0)
    .map(({ sdk, way, scenario, observed, notes }) => ({
      where: `${sdk}, ${way}`,
      scenario,
      text: [
        observed?.shown === undefined ? "" : `\`${excerpt(observed.shown, scenario).replaceAll("`", "'")}\``,
        ...notes,
      ]
        .filter((part) => part !== "")
        .join("; "),
    }));
  const groups = [...Map.groupBy(lines, ({ where, text }) => `${where}\n${text}`).values()];
  const table = groups.map((group) => [
    group[0]?.where ?? "",
    group.length === 8 ? "all" : group.map(({ scenario }) => scenario).join(", "),
    (group[0]?.text ?? "").replaceAll("|", "\\|"),
  ]);
  const head = ["SDK, way", "scenario", "what is shown; what is noted"];
  return [head, head.map(() => "---"), ...table].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
