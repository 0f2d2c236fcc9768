/** RFC 3986 section 2.3. */
const unreserved = /[A-Za-z0-9._~-]/;

/**
 * A URL as it is compared (RFC 9449 section 4.3): without query and fragment, and after the syntax-based and scheme-based
 * normalisation of RFC 3986 sections 6.2.2 and 6.2.3: case of scheme and host, default port, dot segments, escapes.
 * @returns undefined where it is no absolute http(s) URL, or one that two readers may read in two ways
 */
export function normaliseUrl(text: string): string | undefined {
  // What a URL parser would mend is refused: white space, other characters, backslashes for slashes, missing slashes.
  if (!/^https?:\/\/[^/\\][\x21-\x5b\x5d-\x7e]*$/i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") return undefined;
  return url.origin + url.pathname.replace(/%[0-9A-Fa-f]{2}/g, normaliseEscape);
}

function normaliseEscape(encoded: string): string {
  const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
  return unreserved.test(character) ? character : encoded.toUpperCase();
}
