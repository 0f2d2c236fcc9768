import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from "yaml";

/** The lines of something in a map's text, from 1, both inside. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Where each issuer, account and grant (`grants.NAME`) and each denial (`deny.INDEX`) stands in a text. Of text that is no
 * YAML, or another shape, what can be found.
 */
export function locateEntries(text: string): ReadonlyMap<string, LineRange> {
  const lines = new LineCounter();
  // The text has been read as a map already: what it says is known to be sound, only places are asked for.
  const { contents } = parseDocument(text, { lineCounter: lines, uniqueKeys: false, logLevel: "silent" });
  const entries = new Map<string, LineRange>();
  const add = (key: string, first: Node, last: Node) => {
    const [from, , end] = [first.range?.[0] ?? 0, 0, last.range?.[1] ?? 0];
    entries.set(key, { first: lines.linePos(from).line, last: lines.linePos(Math.max(from, end - 1)).line });
  };
  for (const section of ["issuers", "accounts", "grants"]) {
    for (const { name, pair } of pairsOf(contents, section)) {
      add(`${section}.${name}`, pair.key as Node, (pair.value ?? pair.key) as Node);
    }
  }
  const deny = isMap(contents) ? contents.get("deny", true) : undefined;
  if (isSeq(deny)) {
    deny.items.forEach((item, index) => {
      add(`deny.${index}`, item as Node, item as Node);
    });
  }
  return entries;
}

function pairsOf(contents: unknown, section: string): readonly { readonly name: string; readonly pair: Pair }[] {
  const map = isMap(contents) ? contents.get(section, true) : undefined;
  if (!isMap(map)) return [];
  return map.items.flatMap((pair) =>
    isPair(pair) && isScalar(pair.key) ? [{ name: String(pair.key.value), pair }] : [],
  );
}
