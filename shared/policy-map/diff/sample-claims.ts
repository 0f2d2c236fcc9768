import type { ClaimPath, Claims, ClaimValue } from "../../model/claims.ts";
import type { ClaimCondition, Grant, PolicyTemplate, Template } from "../../model/policy-document.ts";
import { admits } from "./admits-no-more.ts";
import type { Vary } from "./finding.ts";
import { outsiders, sampleValues } from "./sample-values.ts";

/** The values that one claim is tried with, the usual one first; undefined: the claim is missing. */
export interface ClaimOptions {
  readonly path: ClaimPath;
  readonly values: readonly (ClaimValue | undefined)[];
}

/** So many values of one claim are tried. */
const mostValues = 12;

/**
 * For each claim that matters, values that hold `must`. They hold `prefer` too, if that is possible; or, for the one that is
 * varied, do not.
 */
export function sampleClaims(
  must: readonly ClaimCondition[],
  prefer: readonly ClaimCondition[],
  used: readonly ClaimPath[],
  vary: Vary | undefined,
): readonly ClaimOptions[] {
  const paths = new Map<string, ClaimPath>([['["sub"]', ["sub"]]]);
  for (const path of [...[...must, ...prefer].map((condition) => condition.path), ...used])
    paths.set(JSON.stringify(path), path);
  // Members after what holds them.
  return [...paths]
    .sort(([, one], [, other]) => one.length - other.length)
    .map(([key, path]) => {
      const at = (conditions: readonly ClaimCondition[]) =>
        conditions.filter((condition) => JSON.stringify(condition.path) === key);
      const isVaried = (vary?.kind === "claim" || vary?.kind === "unsafe") && JSON.stringify(vary.path) === key;
      const values = valuesFor(key, at(must), at(prefer), isVaried ? vary.kind : undefined);
      return { path, values: values.slice(0, mostValues) };
    });
}

function valuesFor(
  key: string,
  must: readonly ClaimCondition[],
  prefer: readonly ClaimCondition[],
  varied: "claim" | "unsafe" | undefined,
): readonly (ClaimValue | undefined)[] {
  const pool: (ClaimValue | undefined)[] = [...must, ...prefer].flatMap(({ matcher }) => sampleValues(matcher));
  if (varied === "unsafe") pool.unshift("*", "a/b", "a b:c");
  pool.push(...outsiders);
  if (must.length === 0 && key !== '["sub"]') pool.push(undefined);
  const fits = (conditions: readonly ClaimCondition[]) => (value: ClaimValue | undefined) =>
    conditions.every(({ matcher }) => value !== undefined && admits(matcher, value));
  const isSubject = (value: ClaimValue | undefined) => key !== '["sub"]' || (typeof value === "string" && value !== "");
  const possible = pool.filter((value) => isSubject(value) && fits(must)(value));
  if (varied === "unsafe") return possible;
  const [liked, others] = [possible.filter(fits(prefer)), possible.filter((value) => !fits(prefer)(value))];
  return varied === undefined ? [...liked, ...others] : others;
}

/** The claims that a grant's templates fill in. */
export function claimsUsed(grant: Grant): readonly ClaimPath[] {
  const { sessionName, sourceIdentity = [], tags, policy } = grant;
  const templates = [sessionName, sourceIdentity, ...tags.map(({ value }) => value)];
  return [...templates.flatMap(claimsOf), ...(policy === undefined ? [] : claimsIn(policy))];
}

function claimsOf(template: Template): readonly ClaimPath[] {
  return template.flatMap((part) => (typeof part !== "string" && part.from === "claims" ? [part.path] : []));
}

function claimsIn(policy: PolicyTemplate): readonly ClaimPath[] {
  if (typeof policy !== "object") return [];
  if ("template" in policy) return claimsOf(policy.template);
  return ("members" in policy ? Object.values(policy.members) : policy).flatMap(claimsIn);
}

/** The same claims with one more, or one less. Members are made by definition, so that `__proto__` is a name like any. */
export function withClaim(claims: Claims, path: readonly string[], value: ClaimValue | undefined): Claims {
  const [name = "", ...rest] = path;
  const members = new Map(Object.entries(claims));
  const present = members.get(name);
  const holder = typeof present === "object" && present !== null && !Array.isArray(present) ? (present as Claims) : {};
  const made = rest.length === 0 ? value : withClaim(holder, rest, value);
  if (made === undefined) members.delete(name);
  else members.set(name, made);
  return Object.fromEntries(members);
}
