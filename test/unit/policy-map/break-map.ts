import { parsePolicyMap } from "../../../shared/policy-map/parse-policy-map.ts";
import { PolicyMapError } from "../../../shared/policy-map/policy-map-error.ts";
import { baselineMap } from "./baseline-map.ts";

/** What is broken, the text to take out of the baseline, the text to put there, and all that must be found then, a line each. */
export type BrokenRow = readonly [what: string, find: string, put: string, problems: string];

/** The baseline map with one thing broken. */
export function breakMap(find: string, put: string): string {
  if (!baselineMap.includes(find)) throw new Error(`the baseline has no ${find}`);
  return baselineMap.replace(find, () => put);
}

/** All that is wrong with a map, as `line:column path: rule; repair`; a line each; empty for a sound one. */
export function problemsOf(text: string): string {
  try {
    parsePolicyMap(text, "map.yaml");
    return "";
  } catch (error) {
    if (!(error instanceof PolicyMapError)) throw error;
    return error.problems
      .map(({ line, column, path, rule, repair }) => `${line}:${column} ${path}: ${rule}; ${repair}`)
      .join("\n");
  }
}
