/**
 * A part of a pattern: how often which characters. `accepts` has one bit for each ASCII character, and one for all others
 * together: two parts can take the same character only where they share a bit.
 */
interface Part {
  readonly source: string;
  readonly accepts: bigint;
  readonly least: number;
  readonly most: number;
}

/**
 * One character or class, and its repetition. Whatever else RE2 knows (groups, alternatives, flags, `\p`) is not read here. What
 * repeats is no character of its own, so that a repetition is not read either where more follows that changes it (`a*?`, `a{2}{3}`).
 */
const part =
  /(?:\\(?<escaped>[!-/:-@[-`{-~])|\\(?<named>[dw])|(?<dot>\.)|\[(?<negated>\^?)(?<members>(?:[\w.:@,=/+%~ ]|-|\\[dw!-/:-@[-`{-~])+)\]|(?<literal>[\w@,=/%~: #"'&;<>!`-]))(?:(?<sign>[*+?])|\{(?<exact>0|[1-9]\d{0,2})(?:(?<comma>,)(?<bound>0|[1-9]\d{0,2})?)?\})?/uy;

const others = 128;
const everything = (1n << 129n) - 1n;

/** The longest run of parts of one length behind the last part of several: each place where that may end tries it whole. */
const mostFixedCharacters = 64;

/**
 * The same test as RE2's for patterns that JavaScript's own engine is known to run in linear time, `undefined` for any other. What
 * backtracks is a part that may take more or less of what the next part takes too; where there is only one such
 * part, or the next must begin with a character that this one cannot take, there is never more than one way to go.
 *
 * It is worth having since most patterns in maps are of this kind, and RE2's engine takes 11 ms of a cold start before
 * its first answer.
 */
export function readPlainPattern(pattern: string): RegExp | undefined {
  const parts = readParts(pattern.replace(/^\^/, "").replace(/(?<!\\)\$$/, ""));
  if (parts === undefined || !runsInLinearTime(parts)) return undefined;
  return new RegExp(`^(?:${parts.map(writePart).join("")})$`, "u");
}

function readParts(pattern: string): readonly Part[] | undefined {
  const parts: Part[] = [];
  for (let at = 0; at < pattern.length; ) {
    part.lastIndex = at;
    const groups = part.exec(pattern)?.groups;
    const read = groups && readPart(groups);
    if (read === undefined) return undefined;
    parts.push(read);
    at = part.lastIndex;
  }
  return parts;
}

type Groups = Readonly<Record<string, string | undefined>>;

function readPart(groups: Groups): Part | undefined {
  const accepts = acceptedBy(groups);
  const times = readTimes(groups);
  if (accepts === undefined || times === undefined) return undefined;
  return { source: writeClass(accepts), accepts, least: times.least, most: times.most };
}

function acceptedBy({ escaped, named, dot, negated, members, literal }: Groups): bigint | undefined {
  if (dot !== undefined) return everything & ~bitOf("\n");
  if (named !== undefined) return escapedBy(named);
  if (members === undefined) return bitOf((escaped ?? literal) as string);
  const listed = listedIn(members);
  return negated === "^" && listed !== undefined ? everything & ~listed : listed;
}

/** Ranges between characters that are written as they are; a hyphen that is none stands first or last, or is escaped. */
function listedIn(members: string): bigint | undefined {
  const items = [...members.matchAll(/\\(.)|([\s\S])-([^\\-])|([\s\S])/gu)];
  let listed = 0n;
  for (const [index, [, escaped, from, to, single]] of items.entries()) {
    if (to !== undefined) {
      const low = from as string;
      if (low === "-" || low > to) return undefined;
      listed |= rangeOf(low, to);
    } else {
      if (single === "-" && index > 0 && index < items.length - 1) return undefined;
      listed |= escaped === undefined ? bitOf(single as string) : escapedBy(escaped);
    }
  }
  return listed;
}

function readTimes({ sign, exact, comma, bound }: Groups): Pick<Part, "least" | "most"> | undefined {
  if (sign !== undefined) {
    return { least: sign === "+" ? 1 : 0, most: sign === "?" ? 1 : Number.POSITIVE_INFINITY };
  }
  if (exact === undefined) return { least: 1, most: 1 };
  const least = Number(exact);
  if (comma === undefined) return { least, most: least };
  const most = bound === undefined ? Number.POSITIVE_INFINITY : Number(bound);
  return most < least ? undefined : { least, most };
}

function runsInLinearTime(parts: readonly Part[]): boolean {
  const last = parts.findLastIndex(isVariable);
  const fixed = parts.slice(last + 1).reduce((sum, { most }) => sum + most, 0);
  return (
    fixed <= mostFixedCharacters &&
    parts.every((one, at) => !isVariable(one) || at === last || endsClearly(one, parts.slice(at + 1)))
  );
}

function isVariable({ least, most }: Part): boolean {
  return least !== most;
}

/** Whether nothing that may come next, up to the first part that must, takes a character that this one takes. */
function endsClearly(one: Part, rest: readonly Part[]): boolean {
  const mandatory = rest.findIndex(({ least }) => least > 0);
  const next = mandatory < 0 ? rest : rest.slice(0, mandatory + 1);
  return next.every(({ accepts }) => (accepts & one.accepts) === 0n);
}

function writePart({ source, least, most }: Part): string {
  return `${source}{${least},${most === Number.POSITIVE_INFINITY ? "" : most}}`;
}

/** Always anew from what is accepted, so that what runs is what was judged. */
function writeClass(accepts: bigint): string {
  const accepted = (code: number) => (accepts & (1n << BigInt(code))) !== 0n;
  const members = Array.from({ length: others }, (_, code) => code)
    .filter((code) => accepted(code) !== accepted(others))
    .map((code) => `\\x${code.toString(16).padStart(2, "0")}`);
  return accepted(others) ? `[^${members.join("")}]` : `[${members.join("")}]`;
}

function bitOf(character: string): bigint {
  return 1n << BigInt(character.charCodeAt(0));
}

function rangeOf(from: string, to: string): bigint {
  const [low, high] = [from.charCodeAt(0), to.charCodeAt(0)];
  return (1n << BigInt(high + 1)) - (1n << BigInt(low));
}

/** Behind a backslash, `d` and `w` are classes, of ASCII characters in both engines; punctuation is itself. */
function escapedBy(character: string): bigint {
  const digits = rangeOf("0", "9");
  if (character === "d") return digits;
  return character === "w" ? digits | rangeOf("A", "Z") | rangeOf("a", "z") | bitOf("_") : bitOf(character);
}
