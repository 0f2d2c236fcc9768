import type { Pattern, PatternClass } from "./pattern.ts";

/** A short text that the pattern is meant for. Edges in its middle are not looked at: who needs it sure tests it. */
export function samplePattern(pattern: Pattern): string {
  switch (pattern.kind) {
    case "literal":
      return pattern.text;
    case "class":
      return sampleClass(pattern);
    case "edge":
      return "";
    case "sequence":
      return pattern.parts.map(samplePattern).join("");
    case "choice": {
      const [first] = pattern.options;
      return first === undefined ? "" : samplePattern(first);
    }
    case "repeat":
      return samplePattern(pattern.part).repeat(Math.min(Math.max(pattern.least, 1), pattern.most));
  }
}

const usual = ["a", "0", "A", "-", "_", "~"];

function sampleClass({ ranges, isNegated }: PatternClass): string {
  const holds = (text: string) => {
    const code = text.codePointAt(0) ?? 0;
    return ranges.some(([from, to]) => from <= code && code <= to) !== isNegated;
  };
  const [first] = ranges;
  return usual.find(holds) ?? String.fromCodePoint(first?.[0] ?? 0x61);
}
