const shown = 5;

/** `a, b and c`; of many, the first five and how many more. */
export function listNames(names: readonly string[]): string {
  if (names.length > shown) return `${names.slice(0, shown).join(", ")} and ${names.length - shown} more`;
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
