import { malformed } from "./malformed.ts";

/** A separator or control character that was hidden behind a percent sign. */
const hiddenSyntax = /[\p{Cc}\\/]/u;
const maxPathCharacters = 2048;
/** Without anything that decoding would change or refuse, as nearly every path is. */
const plainPath = /^[A-Za-z0-9_/-]+$/;

/**
 * Percent-decodes a path once, segment by segment, and takes off the segments that the gateway put in front. HTTP APIs deliver
 * a path that they have decoded already, REST APIs and function URLs do not: where it is decoded twice, a name may have two
 * spellings or be refused, which is harmless because names are only ever looked up whole.
 *
 * @param prefixes segments to take off the front, such as a stage, then a base path; each only where it is there
 * @throws Refusal `InvalidRequest`
 */
export function readSegments(path: string, prefixes: readonly string[]): readonly string[] {
  if (!path.startsWith("/") || path.length > maxPathCharacters || !path.isWellFormed()) {
    throw malformed("The path is malformed");
  }
  const raw = path.slice(1).split("/");
  const segments = plainPath.test(path) ? raw : raw.map(decodeSegment);
  return prefixes.reduce<readonly string[]>((left, prefix) => withoutPrefix(left, prefix), segments);
}

function decodeSegment(raw: string): string {
  const segment = decode(raw);
  if (segment === undefined || hiddenSyntax.test(segment) || segment === "." || segment === "..") {
    throw malformed("The path is malformed");
  }
  return segment;
}

function decode(raw: string): string | undefined {
  try {
    return decodeURIComponent(raw);
  } catch {
    return undefined;
  }
}

/** Whole segments only: the stage `v` is no prefix of `/v1`. */
function withoutPrefix(segments: readonly string[], prefix: string): readonly string[] {
  const expected = prefix.split("/").filter((segment) => segment !== "");
  return expected.every((segment, index) => segments[index] === segment) ? segments.slice(expected.length) : segments;
}
