/** The parameters of one call, as the Query protocol writes them: flat names, lists as `Name.member.N`. */
export type Query = ReadonlyMap<string, string>;

/**
 * Reads a form body or a query string. Of a parameter that is given twice STS takes the first value, for validation and
 * for the trust policy alike; parameters that it does not know it ignores.
 */
export function readQuery(form: string): Query {
  const values = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(form)) if (!values.has(name)) values.set(name, value);
  return values;
}

/** The positions N of a list's members, ascending. Clients count from 1, and STS takes gaps as they are. */
export function listPositions(query: Query, list: string): readonly number[] {
  const prefix = `${list}.member.`;
  const positions = new Set<number>();
  for (const name of query.keys()) {
    const digits = name.startsWith(prefix) ? /^\d{1,9}/.exec(name.slice(prefix.length))?.[0] : undefined;
    if (digits !== undefined) positions.add(Number(digits));
  }
  return [...positions].sort((a, b) => a - b);
}
