/** A regular expression of RE2 syntax, as far as lints and samples need it. */
export type Pattern =
  | { readonly kind: "literal"; readonly text: string }
  | PatternClass
  | { readonly kind: "sequence"; readonly parts: readonly Pattern[] }
  | { readonly kind: "choice"; readonly options: readonly Pattern[] }
  | { readonly kind: "repeat"; readonly part: Pattern; readonly least: number; readonly most: number }
  /** `^`, `$`, `\A`, `\z`, `\b`: takes no character. */
  | { readonly kind: "edge"; readonly text: string };

/** One character of a set, or of all others. */
export interface PatternClass {
  readonly kind: "class";
  /** Code points, both ends inside. */
  readonly ranges: readonly (readonly [number, number])[];
  readonly isNegated: boolean;
  /** `.` itself, which authors take for a dot. */
  readonly isDot: boolean;
}

/** Text that is read from left to right. */
export interface Reader {
  readonly source: string;
  at: number;
}

/** What matches at the reader's place, which is then behind it. `pattern` is sticky. */
export function take(reader: Reader, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = reader.at;
  const match = pattern.exec(reader.source);
  if (match === null) return undefined;
  reader.at += match[0].length;
  return match;
}
