/**
 * Whether what a page shows was printed: whole lines, one after the other. `...` alone stands for any lines, `...` within a line for
 * any text of it, and a time for any other time.
 */
export function shows(shown: string, printed: string): boolean {
  const lines = shown
    .trimEnd()
    .split("\n")
    .map((line) => (line.trim() === "..." ? "(?:.*\\n)*?" : `${patternOf(line.trimEnd())}[ \\t]*\\n`));
  return new RegExp(`^${lines.join("")}`, "m").test(`${printed}\n`);
}

const time = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z/g;

function patternOf(line: string): string {
  const parts = line.split("...").map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return parts.join("[^\\n]*?").replaceAll(time, time.source);
}
