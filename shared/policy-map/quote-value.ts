const longestShown = 60;

/** A value of the map as an error shows it: one line, without control characters, never long. */
export function quoteValue(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > longestShown ? `${text.slice(0, longestShown)}...` : text;
}
