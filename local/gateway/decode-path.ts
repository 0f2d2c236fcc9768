export interface DecodedPath {
  /** Decoded once: what routes are matched with. */
  readonly routed: string;
  /** What the event says. */
  readonly raw: string;
}

/**
 * The path that an HTTP API makes of the one that was sent. Contrary to its name, `rawPath` is percent-decoded, and
 * twice: `%2F` is a separator, `%252F` arrives as `/` within a segment, what follows a decoded `?` is cut off, and a path that
 * cannot be decoded twice (`%25done`) is refused. Not in AWS's documentation; so in captures from live APIs.
 * That routes are matched between the two is an inference: `a%2Fb` does not match `/{name}`, `a%252Fb` does.
 * @returns undefined where the path cannot be decoded
 * @see https://github.com/hotsock/voker/pull/8
 * @see https://github.com/honojs/hono/issues/2156
 */
export function decodeHttpApiPath(sentPath: string): DecodedPath | undefined {
  const routed = percentDecode(sentPath)?.split("?", 1)[0];
  if (routed === undefined) return undefined;
  const raw = percentDecode(routed);
  return raw === undefined ? undefined : { routed, raw };
}

/** @returns undefined for a stray `%`, and for bytes that are no UTF-8 */
export function percentDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
