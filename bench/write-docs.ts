/**
 * A page with the table between a suite's markers, `<!-- bench NAME -->` and `<!-- /bench NAME -->`, replaced.
 * @throws Error for a page without them
 */
export function writeDocs(page: string, suite: string, table: string): string {
  const [opening, closing] = [`<!-- bench ${suite} -->`, `<!-- /bench ${suite} -->`];
  const start = page.indexOf(opening);
  const end = page.indexOf(closing);
  if (start < 0 || end < start) {
    throw new Error(`docs/performance.md has no markers for the suite ${suite}`);
  }
  return `${page.slice(0, start + opening.length)}\n\n${table}\n\n${page.slice(end)}`;
}
