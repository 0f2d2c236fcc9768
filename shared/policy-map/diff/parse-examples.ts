/** So many examples are kept of each part of an expression. */
const mostExamples = 24;

/** Where an expression has been read to. */
interface Cursor {
  readonly pattern: readonly string[];
  at: number;
}

/** Characters that a class without a better example may hold. */
const usual = ["a", "0", "A", "_", "-", ".", "x", "/", ":", " ", "@"];

const escapes: Readonly<Record<string, readonly string[]>> = {
  d: ["0", "9"],
  w: ["a", "z", "0", "_"],
  s: [" "],
  D: ["a", "-"],
  W: ["-", "."],
  S: ["a", "-"],
  n: ["\n"],
  t: ["\t"],
  // Places between characters.
  A: [""],
  z: [""],
  b: [""],
};

/**
 * Guesses examples of a regular expression from its own text. Guesses only: what comes out is to be tested, and for what is
 * not understood (flags, named classes) it is wrong or empty.
 */
export function parseExamples(pattern: string): readonly string[] {
  const cursor: Cursor = { pattern: Array.from(pattern), at: 0 };
  return parseAlternatives(cursor);
}

function parseAlternatives(cursor: Cursor): readonly string[] {
  const found = [parseSequence(cursor)];
  while (peek(cursor) === "|") {
    cursor.at++;
    found.push(parseSequence(cursor));
  }
  // The first of each, then the second: an alternative must not crowd out the others.
  const longest = Math.max(...found.map((examples) => examples.length));
  const inTurn = Array.from({ length: longest }, (_, rank) => found.flatMap((examples) => examples[rank] ?? []));
  return keep(inTurn.flat());
}

function parseSequence(cursor: Cursor): readonly string[] {
  let examples: readonly string[] = [""];
  while (cursor.at < cursor.pattern.length && peek(cursor) !== "|" && peek(cursor) !== ")") {
    const next = parseRepetition(cursor);
    const [usualBefore = "", ...before] = examples;
    const [usualNext = "", ...others] = next;
    // One part at a time is at its edge, the others are as usual.
    examples = keep([
      `${usualBefore}${usualNext}`,
      ...others.map((example) => `${usualBefore}${example}`),
      ...before.map((example) => `${example}${usualNext}`),
    ]);
  }
  return examples;
}

function parseRepetition(cursor: Cursor): readonly string[] {
  let examples = parseAtom(cursor);
  for (let bounds = parseBounds(cursor); bounds !== undefined; bounds = parseBounds(cursor)) {
    const [least, most] = bounds;
    const [first = ""] = examples;
    examples = keep([
      first.repeat(Math.max(least, Math.min(1, most))),
      ...examples.slice(1).map((example) => example.repeat(Math.max(least, 1))),
      first.repeat(least),
      first.repeat(Math.min(least + 1, most)),
      first.repeat(most),
    ]);
  }
  return examples;
}

/** What stands behind a part: `?`, `*`, `+`, `{2}`, `{2,}`, `{2,5}`; a `?` or `+` behind that changes nothing here. */
function parseBounds(cursor: Cursor): readonly [number, number] | undefined {
  const rest = cursor.pattern.slice(cursor.at, cursor.at + 12).join("");
  const [all, sign, least = "", comma, most = ""] = /^(?:([?*+])|\{(\d+)(,)?(\d*)\})\??/.exec(rest) ?? [];
  if (all === undefined) return undefined;
  cursor.at += all.length;
  if (sign !== undefined) return sign === "?" ? [0, 1] : [sign === "*" ? 0 : 1, 40];
  return [Number(least), most !== "" ? Number(most) : comma === undefined ? Number(least) : Number(least) + 40];
}

function parseAtom(cursor: Cursor): readonly string[] {
  const character = take(cursor);
  switch (character) {
    case "(":
      return parseGroup(cursor);
    case "[":
      return parseClass(cursor);
    case "\\":
      return parseEscape(cursor);
    case ".":
      return usual;
    case "^":
    case "$":
      return [""];
    default:
      return [character];
  }
}

function parseGroup(cursor: Cursor): readonly string[] {
  const rest = cursor.pattern.slice(cursor.at, cursor.at + 80).join("");
  const [opening = ""] = /^\?(?:P?<\w+>|[a-zA-Z-]*:?)/.exec(rest) ?? [];
  cursor.at += opening.length;
  const examples = parseAlternatives(cursor);
  take(cursor);
  return examples;
}

function parseEscape(cursor: Cursor): readonly string[] {
  const character = take(cursor);
  return Object.hasOwn(escapes, character) ? (escapes[character] ?? []) : [character];
}

function parseClass(cursor: Cursor): readonly string[] {
  const isNegated = peek(cursor) === "^";
  if (isNegated) cursor.at++;
  const members: string[] = [];
  const ranges: (readonly [string, string])[] = [];
  do {
    const [first = "", ...others] = parseMember(cursor);
    if (peek(cursor) === "-" && cursor.pattern[cursor.at + 1] !== "]") {
      cursor.at++;
      const [last = ""] = parseMember(cursor);
      ranges.push([first, last]);
      members.push(first, last);
    } else members.push(first, ...others);
  } while (cursor.at < cursor.pattern.length && peek(cursor) !== "]");
  take(cursor);
  if (!isNegated) return keep(members);
  return usual.filter((one) => !members.includes(one) && !ranges.some(([first, last]) => first <= one && one <= last));
}

function parseMember(cursor: Cursor): readonly string[] {
  const character = take(cursor);
  return character === "\\" ? parseEscape(cursor) : [character];
}

function peek({ pattern, at }: Cursor): string | undefined {
  return pattern[at];
}

function take(cursor: Cursor): string {
  const character = peek(cursor) ?? "";
  cursor.at++;
  return character;
}

function keep(examples: readonly string[]): readonly string[] {
  return [...new Set(examples)].slice(0, mostExamples);
}
