import { type Pattern, type Reader, take } from "./pattern.ts";
import { readCharacter, readClass } from "./read-pattern-class.ts";

/**
 * Takes a pattern apart. It is no judge of patterns, RE2 is: what is rare (`\p{Greek}`, `\C`) is not understood, and what
 * asks gets no answer.
 * @see https://github.com/google/re2/wiki/Syntax
 */
export function readPattern(source: string): Pattern | undefined {
  const reader = { source, at: 0 };
  const pattern = readChoice(reader);
  return reader.at === source.length ? pattern : undefined;
}

function readChoice(reader: Reader): Pattern | undefined {
  const options: Pattern[] = [];
  do {
    const option = readSequence(reader);
    if (option === undefined) return undefined;
    options.push(option);
  } while (take(reader, /\|/y) !== undefined);
  const [only] = options;
  return options.length === 1 ? only : { kind: "choice", options };
}

function readSequence(reader: Reader): Pattern | undefined {
  const parts: Pattern[] = [];
  while (reader.at < reader.source.length && !/[|)]/.test(reader.source.charAt(reader.at))) {
    if (take(reader, /\(\?[a-zA-Z-]+\)/y) !== undefined) continue;
    const quoted = take(reader, /\\Q([\s\S]*?)(?:\\E|$)/y)?.[1];
    if (quoted !== undefined) {
      parts.push(...[...quoted].map((text) => ({ kind: "literal", text }) as const));
      continue;
    }
    const part = readRepeated(reader);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  return { kind: "sequence", parts };
}

function readRepeated(reader: Reader): Pattern | undefined {
  const part = readAtom(reader);
  const match = part && take(reader, /(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/y);
  if (part === undefined || !match) return part;
  const [, sign, least = "0", comma, most = ""] = match;
  if (sign !== undefined) {
    const isOnce = sign === "?";
    return { kind: "repeat", part, least: sign === "+" ? 1 : 0, most: isOnce ? 1 : Number.POSITIVE_INFINITY };
  }
  const end = comma === undefined ? Number(least) : most === "" ? Number.POSITIVE_INFINITY : Number(most);
  return { kind: "repeat", part, least: Number(least), most: end };
}

function readAtom(reader: Reader): Pattern | undefined {
  if (take(reader, /\((?:\?(?:P?<\w+>|[a-zA-Z-]*:))?/y) !== undefined) {
    const inside = readChoice(reader);
    return take(reader, /\)/y) === undefined ? undefined : inside;
  }
  const edge = take(reader, /\^|\$|\\[AzbB]/y)?.[0];
  if (edge !== undefined) return { kind: "edge", text: edge };
  if (take(reader, /\./y) !== undefined) return { kind: "class", ranges: [], isNegated: true, isDot: true };
  if (reader.source.charAt(reader.at) === "[") return readClass(reader);
  return readCharacter(reader);
}
