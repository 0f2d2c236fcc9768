import type { Matcher, Scalar } from "../../model/policy-document.ts";

const mostShown = 20;

/** Values as a review shows them: quoted, and not by the thousand. */
export function wordValues(values: readonly unknown[]): string {
  const shown = values.slice(0, mostShown).map((value) => JSON.stringify(value));
  return values.length > mostShown ? `${shown.join(", ")} and ${values.length - mostShown} more` : shown.join(", ");
}

/** What a matcher asks of a claim. */
export function wordMatcher(matcher: Matcher): string {
  switch (matcher.kind) {
    case "equals":
      return wordValues([matcher.value]);
    case "oneOf":
      return matcher.values.length === 1 ? wordValues(matcher.values) : `one of ${wordValues(matcher.values)}`;
    case "anyOf":
      return `a list with ${oneOrMore("any", matcher.values)}`;
    case "allOf":
      return `a list with ${oneOrMore("all", matcher.values)}`;
    case "noneOf":
      return `a list without ${wordValues(matcher.values)}`;
    case "prefix":
      return `text that begins with ${wordValues([matcher.prefix])}`;
    case "glob":
      return `text like ${wordValues([matcher.pattern])}`;
    case "matches":
      return `text that matches ${wordValues([matcher.pattern])}`;
    case "exists":
      return "anything";
  }
}

function oneOrMore(word: string, values: readonly Scalar[]): string {
  return values.length === 1 ? wordValues(values) : `${word} of ${wordValues(values)}`;
}
