/** Puts names into groups as it is told which belong together, in time that grows with what it is told. */
export function groupNames(): {
  /** @param names different ones */
  readonly join: (names: readonly string[]) => void;
  /** Groups of two or more. */
  readonly all: () => readonly (readonly string[])[];
} {
  const groups = new Map<string, string[]>();
  return {
    join: (names) => {
      const lists = new Set(names.map((name) => groups.get(name) ?? [name]));
      // The smaller go to the largest, so that no name moves more often than the logarithm of their number.
      const [largest = [], ...others] = [...lists].sort((one, other) => other.length - one.length);
      for (const name of others.flat()) largest.push(name);
      for (const name of [...largest.slice(0, 1), ...others.flat()]) groups.set(name, largest);
    },
    all: () => [...new Set(groups.values())].filter((group) => group.length > 1),
  };
}
