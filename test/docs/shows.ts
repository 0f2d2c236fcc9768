/**
 * Whether what a page shows was printed: whole lines, one after the other. `...` alone stands for any lines, `...` within a line for
 * any text of it.
 */
export function shows(shown: string, printed: string): boolean {
  const lines = shown
    .trimEnd()
    .split("\n")
    .map((line) => (line.trim() === "..." ? "(?:.*\\n)*?" : `${patternOf(line.trimEnd())}[ \\t]*\\n`));
  return new RegExp(`^${lines.join("")}`, "m").test(`${printed}\n`);
}

function patternOf(line: string): string {
  return line
    .split("...")
    .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"))
    .join("[^\\n]*?");
}
