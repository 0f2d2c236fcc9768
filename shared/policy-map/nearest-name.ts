/** A slip is one of an author, whose map has no more names than this. */
const mostLooks = 10_000;

/** The one of `names` that `name` is most likely a slip of; undefined where none is near. */
export function nearestName(name: string, names: Iterable<string>): string | undefined {
  const furthest = name.length < 4 ? 1 : 2;
  let nearest: { name: string; distance: number } | undefined;
  let looks = 0;
  for (const candidate of names) {
    if (looks++ >= mostLooks) break;
    if (Math.abs(candidate.length - name.length) > furthest) continue;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase(), furthest);
    if (distance <= furthest && distance < (nearest?.distance ?? Number.POSITIVE_INFINITY)) {
      nearest = { name: candidate, distance };
    }
  }
  return nearest?.name;
}

/** Levenshtein's distance, one row at a time; infinite as soon as it is surely over `furthest`. */
function editDistance(a: string, b: string, furthest: number): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swapped = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
    if (Math.min(...row.slice(Math.max(0, i - furthest), i + furthest + 1)) > furthest) return Number.POSITIVE_INFINITY;
  }
  return row[b.length] ?? 0;
}
