import type { ClaimCondition, Grant, Scalar } from "../../model/policy-document.ts";
import { admits } from "./admits-no-more.ts";
import { finiteValues } from "./finite-values.ts";
import { issuerStrings, type MapSide } from "./map-side.ts";

/** The live grants that may have a caller in common with these conditions of these issuers (`iss`). */
export type GrantsBeside = (claims: readonly ClaimCondition[], issuers: ReadonlySet<string>) => Iterable<Grant>;

/** The grants by what they ask of one claim. */
interface ClaimFile {
  readonly byValue: ReadonlyMap<Scalar, readonly Grant[]>;
  /** Those that do not list its values. */
  readonly others: readonly Grant[];
}

/**
 * Finds the live grants that may have a caller in common with a rule, without looking at all of them for each: a list of
 * leavers has thousands of entries.
 * @returns the others are proved to have none
 */
export function createGrantsBeside(side: MapSide): GrantsBeside {
  const live = side.document.grants.filter(({ mode }) => mode === "live");
  const files = new Map<string, ClaimFile>();
  return function* (claims, issuers) {
    const listed = claims.find(({ matcher }) => finiteValues(matcher) !== undefined);
    for (const grant of listed === undefined
      ? live
      : fromFile(fileOf(listed.path), finiteValues(listed.matcher) ?? [])) {
      const isOfIssuer = [...issuerStrings(side, grant.when.issuers)].some((issuer) => issuers.has(issuer));
      if (isOfIssuer && !isDisjoint(grant.when.claims, claims)) yield grant;
    }
  };

  function fileOf(path: readonly string[]): ClaimFile {
    const key = JSON.stringify(path);
    const file = files.get(key) ?? fileGrants(live, key);
    files.set(key, file);
    return file;
  }
}

function fileGrants(grants: readonly Grant[], key: string): ClaimFile {
  const byValue = new Map<Scalar, Grant[]>();
  const others: Grant[] = [];
  for (const grant of grants) {
    const condition = grant.when.claims.find(({ path }) => JSON.stringify(path) === key);
    const values = condition && finiteValues(condition.matcher);
    if (values === undefined) others.push(grant);
    for (const value of values ?? []) {
      const filed = byValue.get(value);
      if (filed === undefined) byValue.set(value, [grant]);
      else filed.push(grant);
    }
  }
  return { byValue, others };
}

function* fromFile({ byValue, others }: ClaimFile, values: readonly Scalar[]): Generator<Grant> {
  yield* new Set(values.flatMap((value) => byValue.get(value) ?? []));
  yield* others;
}

/** Whether no caller can be of both: on one claim, one lists values and the other takes none of them. */
function isDisjoint(some: readonly ClaimCondition[], others: readonly ClaimCondition[]): boolean {
  return some.some((one) =>
    others.some((other) => {
      if (JSON.stringify(one.path) !== JSON.stringify(other.path)) return false;
      const takesNone = (values: ReturnType<typeof finiteValues>, matcher: typeof one.matcher) =>
        values !== undefined && !values.some((value) => admits(matcher, value));
      return takesNone(finiteValues(one.matcher), other.matcher) || takesNone(finiteValues(other.matcher), one.matcher);
    }),
  );
}
