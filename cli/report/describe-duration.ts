const units = [
  { seconds: 86_400, one: "day", many: "days" },
  { seconds: 3_600, one: "hour", many: "hours" },
  { seconds: 60, one: "minute", many: "minutes" },
  { seconds: 1, one: "second", many: "seconds" },
] as const;

/** A length of time as it is said: `1 hour 30 minutes`. */
export function describeDuration(totalSeconds: number): string {
  let rest = totalSeconds;
  const parts: string[] = [];
  for (const { seconds, one, many } of units) {
    const count = Math.floor(rest / seconds);
    rest -= count * seconds;
    if (count > 0) parts.push(`${count} ${count === 1 ? one : many}`);
  }
  return parts.length === 0 ? "0 seconds" : parts.join(" ");
}
