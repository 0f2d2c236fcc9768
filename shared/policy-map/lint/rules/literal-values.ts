import type { Matcher, Scalar } from "../../../model/policy-document.ts";
import { quoteValue } from "../../quote-value.ts";
import type { LintRule, Report } from "../lint-rule.ts";
import { walkConditions } from "../walk-conditions.ts";

type Place = () => readonly (string | number)[];

/** Values that are compared as they stand, and may not be what they look like. */
export const literalValues: LintRule = ({ document }, report) => {
  for (const { condition, place } of walkConditions(document)) {
    const { matcher } = condition;
    const texts = textsOf(matcher);
    checkWildcards(matcher, texts, place, report);
    checkCharacters(texts, place, report);
    if ("values" in matcher) checkDuplicates(matcher.values, place, report);
  }
};

function textsOf(matcher: Matcher): readonly string[] {
  const values: readonly Scalar[] =
    matcher.kind === "equals"
      ? [matcher.value]
      : matcher.kind === "prefix"
        ? [matcher.prefix]
        : matcher.kind === "glob"
          ? [matcher.pattern]
          : "values" in matcher
            ? matcher.values
            : [];
  return values.filter((value) => typeof value === "string");
}

function checkWildcards(matcher: Matcher, texts: readonly string[], place: Place, report: Report): void {
  // `[` alone is no sign: it stands in the subjects of some issuers.
  const wildcard = matcher.kind === "glob" ? /\?|\[[^\]]*\]|\{[^}]*,[^}]*\}/ : /\*|^\^|\$$/;
  const found = texts.find((text) => wildcard.test(text));
  if (found === undefined) return;
  const rule = `${quoteValue(found)} is compared as it stands: the wildcard in it is a character like any other`;
  const repair = matcher.kind === "glob" ? "use * or **, or matches" : "use glob or matches, or remove the wildcard";
  report("literal-wildcard", place(), rule, repair);
}

function checkCharacters(texts: readonly string[], place: Place, report: Report): void {
  const spaced = texts.find((text) => text !== text.trim());
  if (spaced !== undefined) {
    report("value-with-outer-space", place(), `${quoteValue(spaced)} begins or ends with a space`, "remove it");
  }
  const strange = texts.find(looksLikeAnother);
  if (strange !== undefined) {
    const rule = `${JSON.stringify(strange)} has characters that look like others: ${codePoints(strange)}`;
    report("look-alike-characters", place(), rule, "type it anew, as the issuer writes it");
  }
}

/**
 * Invisible characters, compatibility and composed forms (Unicode TR 15), and Latin mixed with scripts that share its
 * shapes (Unicode TR 39).
 */
function looksLikeAnother(text: string): boolean {
  if (/^[\x20-\x7e]*$/.test(text)) return false;
  if (/[\p{Cf}\p{Cc}]/u.test(text) || text.normalize("NFKC") !== text) return true;
  return /\p{Script=Latin}/u.test(text) && /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}]/u.test(text);
}

function codePoints(text: string): string {
  const strange = [...text].filter((character) => !/[\x20-\x7e]/.test(character)).slice(0, 3);
  return strange
    .map((character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`)
    .join(" ");
}

function checkDuplicates(values: readonly Scalar[], place: Place, report: Report): void {
  const seen = new Map<string, Scalar>();
  for (const value of values) {
    const key = String(value).toLowerCase();
    const earlier = seen.get(key);
    seen.set(key, value);
    if (earlier === undefined) continue;
    const rule =
      earlier === value
        ? `has ${quoteValue(value)} twice`
        : `has both ${quoteValue(earlier)} and ${quoteValue(value)}: case and type count, so each is a value of its own`;
    report("near-duplicate-values", place(), rule, "keep what the issuer writes");
    return;
  }
}
