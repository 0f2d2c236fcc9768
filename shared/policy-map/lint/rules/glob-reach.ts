import { matchesAnything } from "../judge-pattern.ts";
import type { LintRule, Report } from "../lint-rule.ts";
import type { Pattern } from "../pattern.ts";
import { type PlacedCondition, walkConditions } from "../walk-conditions.ts";

const openEnd =
  "a value that goes on behind it matches too: end it with a separator, or write the values out with oneOf";

/** Patterns that take more than they seem to. In a denial, to take more is the safe side. */
export const globReach: LintRule = ({ document, patternOf }, report) => {
  for (const placed of walkConditions(document)) {
    const { matcher } = placed.condition;
    if (placed.isDenial) continue;
    if (matcher.kind === "prefix") checkPrefix(matcher.prefix, placed, report);
    if (matcher.kind === "glob") checkGlob(matcher.pattern, placed, report);
    if (matcher.kind === "matches") checkPattern(patternOf(matcher.pattern), placed, report);
  }
};

function checkPrefix(prefix: string, { place }: PlacedCondition, report: Report): void {
  if (!endsInName(prefix)) return;
  report("prefix-without-separator", place(), `takes ${quote(`${prefix}-evil`)} as well`, openEnd);
}

function checkGlob(glob: string, { place }: PlacedCondition, report: Report): void {
  if (/^\*\*+$/.test(glob)) {
    report("matches-anything", place(), "lets any text through", "write exists: true, which says so");
    return;
  }
  if (glob.includes("**")) {
    const rule = "has **, which takes / and : as well, and so as many segments as a caller can put there";
    report("glob-crosses-separator", place(), rule, "write * for each segment");
  }
  const [head = "", ...others] = glob.split(/\*+/);
  const tail = others.at(-1);
  if (tail === "" && endsInName(glob.replace(/\*+$/, ""))) {
    report("prefix-without-separator", place(), `takes ${quote(glob.replace(/\*+$/, "-evil"))} as well`, openEnd);
  }
  if (head === "" && tail !== undefined && /^[\p{L}\p{N}]/u.test(glob.replace(/^\*+/, ""))) {
    const example = quote(glob.replace(/^\*+/, "evil"));
    const repair = "put a separator behind the *, or write the values out with oneOf";
    report("suffix-without-separator", place(), `takes ${example} as well`, repair);
  }
}

function checkPattern(pattern: Pattern | undefined, { place, condition }: PlacedCondition, report: Report): void {
  if (pattern === undefined) return;
  if (matchesAnything(pattern)) {
    report("matches-anything", place(), "lets nearly any text through", "write exists: true, which says so");
    return;
  }
  const parts = pattern.kind === "sequence" ? pattern.parts.filter((part) => part.kind !== "edge") : [];
  const [name, end] = parts.slice(-2);
  if (end !== undefined && matchesAnything(end) && name?.kind === "literal" && endsInName(name.text)) {
    const shown = "pattern" in condition.matcher ? quote(condition.matcher.pattern) : "";
    report("prefix-without-separator", place(), `ends open behind a name: ${shown}`, openEnd);
  }
}

function endsInName(text: string): boolean {
  return /[\p{L}\p{N}]$/u.test(text);
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}
