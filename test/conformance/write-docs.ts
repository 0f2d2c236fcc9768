/**
 * A page with the tables between their markers, `<!-- NAME -->` and `<!-- /NAME -->`, replaced.
 * @throws Error for a page without them
 */
export function writeDocs(page: string, tables: Readonly<Record<string, string>>): string {
  let written = page;
  for (const [name, table] of Object.entries(tables)) {
    const [opening, closing] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [start, end] = [written.indexOf(opening), written.indexOf(closing)];
    if (start < 0 || end < start) throw new Error(`the page has no markers for ${name}`);
    written = `${written.slice(0, start + opening.length)}\n\n${table}\n\n${written.slice(end)}`;
  }
  return written;
}
