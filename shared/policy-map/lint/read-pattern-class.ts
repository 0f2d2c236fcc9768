import { type Pattern, type PatternClass, type Reader, take } from "./pattern.ts";

type Ranges = readonly (readonly [number, number])[];

const digits: Ranges = [[0x30, 0x39]];
const capitals: Ranges = [[0x41, 0x5a]];
const smalls: Ranges = [[0x61, 0x7a]];
const words: Ranges = [...smalls, ...capitals, ...digits, [0x5f, 0x5f]];
const spaces: Ranges = [
  [0x20, 0x20],
  [0x09, 0x0a],
  [0x0c, 0x0d],
];

const perl: Readonly<Record<string, Ranges>> = { d: digits, w: words, s: spaces };

/** The named classes that people write; the others are not understood. */
const named: Readonly<Record<string, Ranges>> = {
  alpha: [...smalls, ...capitals],
  alnum: [...smalls, ...capitals, ...digits],
  digit: digits,
  lower: smalls,
  upper: capitals,
  word: words,
  xdigit: [...digits, [0x61, 0x66], [0x41, 0x46]],
};

const controls: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", f: "\f", v: "\v", a: "\x07" };
const everyCharacter: Ranges = [[0, 0x10_ff_ff]];

/** One character outside of a class, escaped or plain. */
export function readCharacter(reader: Reader): Pattern | undefined {
  const set = take(reader, /\\([dwsDWS])/y)?.[1];
  if (set !== undefined) {
    const ranges = perl[set.toLowerCase()] ?? [];
    return { kind: "class", ranges, isNegated: set !== set.toLowerCase(), isDot: false };
  }
  const text = readEscaped(reader) ?? take(reader, /[^\\]/uy)?.[0];
  return text === undefined ? undefined : { kind: "literal", text };
}

/** `[a-z0-9-]`, `[^/]`, `[[:alpha:]_]`. */
export function readClass(reader: Reader): PatternClass | undefined {
  const isNegated = take(reader, /\[(\^?)/y)?.[1] === "^";
  const ranges: (readonly [number, number])[] = [];
  let isFirst = true;
  while (isFirst || take(reader, /\]/y) === undefined) {
    isFirst = false;
    const item = readItem(reader);
    if (item === undefined) return undefined;
    ranges.push(...item);
  }
  return { kind: "class", ranges, isNegated, isDot: false };
}

function readItem(reader: Reader): Ranges | undefined {
  const name = take(reader, /\[:(\w+):\]/y)?.[1];
  if (name !== undefined) return Object.hasOwn(named, name) ? named[name] : undefined;
  const set = take(reader, /\\([dwsDWS])/y)?.[1];
  // The opposite of a set beside others: near enough to everything.
  if (set !== undefined) return perl[set] ?? everyCharacter;
  const from = readMember(reader);
  if (from === undefined) return undefined;
  if (take(reader, /-(?=[^\]])/y) === undefined) return [[from, from]];
  const to = readMember(reader);
  return to === undefined ? undefined : [[from, to]];
}

function readMember(reader: Reader): number | undefined {
  return (readEscaped(reader) ?? take(reader, /[^\\]/uy)?.[0])?.codePointAt(0);
}

function readEscaped(reader: Reader): string | undefined {
  const hex = take(reader, /\\x(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{2}))/y);
  if (hex !== undefined) return String.fromCodePoint(Math.min(Number.parseInt(hex[1] ?? hex[2] ?? "", 16), 0x10_ff_ff));
  const control = take(reader, /\\([ntrfva])/y)?.[1];
  if (control !== undefined) return controls[control];
  return take(reader, /\\([^A-Za-z0-9])/uy)?.[1];
}
