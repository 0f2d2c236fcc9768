import { matchesEmpty } from "../judge-pattern.ts";
import type { LintRule, Report } from "../lint-rule.ts";
import type { Pattern } from "../pattern.ts";
import { walkConditions } from "../walk-conditions.ts";

type Place = () => readonly (string | number)[];

/** What authors bring along from other engines, or from globs. */
export const patternHabits: LintRule = ({ document, patternOf }, report) => {
  const check = (source: string, place: Place) => {
    const pattern = patternOf(source);
    if (pattern === undefined) return;
    checkAnchors(pattern, place, report);
    checkSequences(pattern, place, report);
    checkEmpty(pattern, place, report);
  };
  for (const { condition, place } of walkConditions(document)) {
    if (condition.matcher.kind === "matches") check(condition.matcher.pattern, place);
  }
  for (const grant of document.grants) {
    for (const { name, pattern } of grant.parameters) {
      check(pattern, () => ["grants", grant.name, "parameters", name, "pattern"]);
    }
  }
};

function checkAnchors(pattern: Pattern, place: Place, report: Report): void {
  const options = pattern.kind === "choice" ? pattern.options : [pattern];
  const isAnchored = options.some((option) => {
    const ends = option.kind === "sequence" ? [option.parts[0], option.parts.at(-1)] : [];
    return ends.some((end) => end?.kind === "edge" && end.text !== "\\b" && end.text !== "\\B");
  });
  if (!isAnchored) return;
  report(
    "needless-anchors",
    place(),
    "has ^ or $, which do nothing here",
    "leave them out: the whole value must match",
  );
}

function checkEmpty(pattern: Pattern, place: Place, report: Report): void {
  if (!matchesEmpty(pattern)) return;
  report("pattern-matches-empty", place(), "lets the empty text through", "ask for one character: + in place of *");
}

function checkSequences(pattern: Pattern, place: Place, report: Report): void {
  const sequences = [...sequencesOf(pattern)];
  const has = (fits: (part: Pattern, before: Pattern | undefined, after: Pattern | undefined) => boolean) =>
    sequences.some((parts) => parts.some((part, index) => fits(part, parts[index - 1], parts[index + 1])));
  if (has((part, before, after) => part.kind === "class" && part.isDot && isLetter(before) && isLetter(after))) {
    const rule = "has a dot between letters, which stands for any character";
    report("unescaped-dot", place(), rule, "write \\. for a dot");
  }
  if (has((part) => part.kind === "repeat" && part.least === 0 && isSeparator(part.part))) {
    const rule = "repeats a separator, as a glob that was put into a regular expression does";
    report("glob-in-pattern", place(), rule, "use glob in place of matches, or write [^/]+ for a segment");
  }
}

function* sequencesOf(pattern: Pattern): Generator<readonly Pattern[]> {
  if (pattern.kind === "sequence") yield pattern.parts;
  if (pattern.kind === "repeat") yield* sequencesOf(pattern.part);
  const inside = pattern.kind === "sequence" ? pattern.parts : pattern.kind === "choice" ? pattern.options : [];
  for (const part of inside) yield* sequencesOf(part);
}

function isLetter(pattern: Pattern | undefined): boolean {
  return pattern?.kind === "literal" && /[\p{L}\p{N}]/u.test(pattern.text);
}

function isSeparator(pattern: Pattern): boolean {
  return pattern.kind === "literal" && /^[/:]$/.test(pattern.text);
}
