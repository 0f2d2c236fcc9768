/**
 * The names and values of an `application/x-www-form-urlencoded` text, in order. Unlike `URLSearchParams` this makes nothing of a
 * malformed escape, rather than guessing what was meant.
 * @returns undefined where it is malformed
 * @see https://url.spec.whatwg.org/#urlencoded-parsing
 */
export function readPairs(text: string): readonly (readonly [name: string, value: string])[] | undefined {
  const pairs = text.split("&").filter((pair) => pair !== "");
  try {
    return pairs.map((pair) => {
      const equals = pair.indexOf("=");
      return equals < 0 ? [decode(pair), ""] : [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))];
    });
  } catch {
    return undefined;
  }
}

function decode(text: string): string {
  return decodeURIComponent(text.replaceAll("+", " "));
}
