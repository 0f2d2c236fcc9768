import type { ClaimPath } from "../../model/claims.ts";
import type { ClaimCondition, Matcher, Scalar } from "../../model/policy-document.ts";
import { admitsNoMore } from "./admits-no-more.ts";
import { boundFinding, type Finding } from "./finding.ts";
import { finiteValues } from "./finite-values.ts";
import { wordMatcher, wordValues } from "./word-matcher.ts";

/** What changes in whom claim conditions admit, claim by claim. */
export function compareClaims(older: readonly ClaimCondition[], newer: readonly ClaimCondition[]): readonly Finding[] {
  if (older.length === 0 && newer.length > 0) {
    return [{ facet: "claims", effect: "widens", text: "asks for a claim now, where it spoke of nobody before" }];
  }
  const [matchersBefore, matchersNow] = [matchersByPath(older), matchersByPath(newer)];
  const paths = new Map([...older, ...newer].map(({ path }) => [JSON.stringify(path), path]));
  return [...paths].flatMap(([key, path]) => {
    return comparePath(path, matchersBefore.get(key) ?? [], matchersNow.get(key) ?? []);
  });
}

/** Whether whoever is admitted by `newer` is admitted by `older` too. */
export function claimsAdmitNoMore(newer: readonly ClaimCondition[], older: readonly ClaimCondition[]): boolean {
  // A rule without conditions speaks of nobody.
  if (newer.length === 0 || older.length === 0) return newer.length === 0;
  const matchers = matchersByPath(newer);
  return older.every(({ path, matcher }) => isImplied(path, matcher, matchers.get(JSON.stringify(path)) ?? []));
}

function matchersByPath(conditions: readonly ClaimCondition[]): ReadonlyMap<string, readonly Matcher[]> {
  const matchers = new Map<string, Matcher[]>();
  for (const { path, matcher } of conditions) {
    const key = JSON.stringify(path);
    matchers.set(key, [...(matchers.get(key) ?? []), matcher]);
  }
  return matchers;
}

/** Whether a matcher holds wherever all of `known` do. Every verified token has a subject. */
function isImplied(path: ClaimPath, matcher: Matcher, known: readonly Matcher[]): boolean {
  if (matcher.kind === "exists" && path.length === 1 && path[0] === "sub") return true;
  return known.some((one) => admitsNoMore(one, matcher));
}

function comparePath(path: ClaimPath, older: readonly Matcher[], newer: readonly Matcher[]): readonly Finding[] {
  const shown = path.join(".");
  const finding = { facet: `claims.${shown}`, vary: { kind: "claim", path } } as const;
  const valuesBefore = onlyValues(older);
  const valuesNow = onlyValues(newer);
  if (valuesBefore !== undefined && valuesNow !== undefined) {
    const lost = leftOver(valuesBefore, newer);
    const gained = leftOver(valuesNow, older);
    return [
      ...(gained.length === 0
        ? []
        : [{ ...finding, effect: "widens", text: `${shown} now also ${wordValues(gained)}` } as const]),
      ...(lost.length === 0
        ? []
        : [{ ...finding, effect: "narrows", text: `${shown} no longer ${wordValues(lost)}` } as const]),
    ];
  }
  const text =
    newer.length === 0
      ? `${shown} is no longer asked for (was ${wordMatchers(older)})`
      : older.length === 0
        ? `${shown} must now be ${wordMatchers(newer)}`
        : `${shown} was ${wordMatchers(older)}, now ${wordMatchers(newer)}`;
  return boundFinding(
    older.every((matcher) => isImplied(path, matcher, newer)),
    newer.every((matcher) => isImplied(path, matcher, older)),
    { ...finding, text },
  );
}

function onlyValues(matchers: readonly Matcher[]): readonly Scalar[] | undefined {
  const [only, ...others] = matchers;
  return only === undefined || others.length > 0 ? undefined : finiteValues(only);
}

function leftOver(values: readonly Scalar[], matchers: readonly Matcher[]): readonly Scalar[] {
  const known = new Set(onlyValues(matchers));
  return [...new Set(values)].filter((value) => !known.has(value));
}

function wordMatchers(matchers: readonly Matcher[]): string {
  return matchers.map(wordMatcher).join(" and ");
}
