import type { Findings, MapPath } from "./findings.ts";
import { nearestName } from "./nearest-name.ts";
import { quoteValue } from "./quote-value.ts";

const mostSuggestions = 100;

/** Names of issuers, accounts and grants stand in paths, audit records and role names. */
export function checkEntryName(name: string, path: MapPath, findings: Findings): void {
  if (/^[a-z0-9][a-z0-9-]{0,63}$/.test(name)) return;
  const rule = `${quoteValue(name)} is not a name`;
  findings.report(path, rule, "use 1 to 64 lower-case letters, digits and hyphens, with no hyphen first", "key");
}

/** Whether `name` is the name of one of `entries`; reported where it is not. */
export function checkReference(
  kind: "issuer" | "account" | "grant",
  name: string,
  entries: ReadonlyMap<string, unknown>,
  path: MapPath,
  findings: Findings,
): boolean {
  if (entries.has(name)) return true;
  // Each look goes through all entries; more problems than this are not even printed.
  const near = findings.all.length < mostSuggestions ? nearestName(name, entries.keys()) : undefined;
  const repair = near === undefined ? `add it to ${kind}s, or name one that is there` : `did you mean ${near}?`;
  findings.report(path, `${quoteValue(name)} is not ${kind === "grant" ? "a" : "an"} ${kind} of this map`, repair);
  return false;
}

/** Reports each text that is given a second time, at its own place. */
export function checkUnique(texts: readonly string[], path: MapPath, findings: Findings): void {
  const seen = new Set<string>();
  texts.forEach((text, index) => {
    if (seen.has(text)) findings.report([...path, index], `${quoteValue(text)} is given twice`, "keep one of them");
    seen.add(text);
  });
}

/**
 * Whether a list is within its limit; reported where it is not.
 * @param what such as `audiences`
 */
export function checkCount(what: string, count: number, most: number, path: MapPath, findings: Findings): boolean {
  if (count <= most) return true;
  findings.report(path, `has ${count} ${what}, over the limit of ${most}`, "remove some");
  return false;
}

/** A text or a list of texts as a list, and the path of each. */
export function listed(
  value: string | readonly string[] | undefined,
  path: MapPath,
): readonly { readonly text: string; readonly path: MapPath }[] {
  if (value === undefined) return [];
  if (typeof value === "string") return [{ text: value, path }];
  return value.map((text, index) => ({ text, path: [...path, index] }));
}
