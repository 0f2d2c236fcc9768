import type { ReadHead } from "./read-head.ts";

/**
 * The texts of a compiled map's parts, found by the directory: a slice each, nothing parsed.
 * @see compiled-format.ts
 */
export function openParts(text: string, { head, directoryStart, partsStart }: ReadHead): (part: number) => string {
  const { placeDigits } = head;
  const placeOf = (part: number) => {
    const start = directoryStart + part * placeDigits;
    return partsStart + Number.parseInt(text.slice(start, start + placeDigits), 10);
  };
  // What separates parts (",\n") is counted with the part before it.
  return (part) => text.slice(placeOf(part), placeOf(part + 1) - 2);
}
