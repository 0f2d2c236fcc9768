import { readPage } from "./read-page.ts";

/** The first block of a page that has this text in it. */
export function blockOf(path: string, text: string): string {
  const block = readPage(path).blocks.find((candidate) => candidate.text.includes(text));
  if (block === undefined) throw new Error(`${path} has no block with ${text}`);
  return block.text;
}
