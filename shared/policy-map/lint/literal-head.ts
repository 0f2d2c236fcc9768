import type { Matcher } from "../../model/policy-document.ts";
import type { Pattern } from "./pattern.ts";

/** What every text that the matcher takes begins with, as far as it is written out; undefined for values that are. */
export function literalHead(matcher: Matcher, patternOf: (source: string) => Pattern | undefined): string | undefined {
  switch (matcher.kind) {
    case "prefix":
      return matcher.prefix;
    case "glob":
      return matcher.pattern.split("*", 1)[0] ?? "";
    case "matches": {
      const pattern = patternOf(matcher.pattern);
      return pattern === undefined ? "" : headOf(pattern).text;
    }
    case "exists":
    case "noneOf":
      return "";
    case "equals":
    case "oneOf":
    case "anyOf":
    case "allOf":
      return undefined;
  }
}

function headOf(pattern: Pattern): { readonly text: string; readonly isWhole: boolean } {
  if (pattern.kind === "literal") return { text: pattern.text, isWhole: true };
  if (pattern.kind === "edge") return { text: "", isWhole: true };
  if (pattern.kind !== "sequence") return { text: "", isWhole: false };
  let text = "";
  for (const part of pattern.parts) {
    const head = headOf(part);
    text += head.text;
    if (!head.isWhole) return { text, isWhole: false };
  }
  return { text, isWhole: true };
}
