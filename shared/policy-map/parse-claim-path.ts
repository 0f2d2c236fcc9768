import type { ClaimPath } from "../model/claims.ts";
import { Flaw } from "./findings.ts";
import { quoteValue } from "./quote-value.ts";

/**
 * The way to a claim: `realm_access.roles` is two steps; a backslash keeps a dot (`kubernetes\.io.namespace`) or a
 * backslash.
 * @throws Flaw
 */
export function parseClaimPath(text: string): ClaimPath {
  const shown = quoteValue(text);
  const steps: [string, ...string[]] = [""];
  for (const [part, escaped] of text.matchAll(/\\([\\.]?)|\.|[^\\.]+/gs)) {
    if (escaped === "")
      throw new Flaw(`${shown} has a backslash before no dot`, "write \\. for a dot, \\\\ for a backslash");
    if (part === ".") steps.push("");
    else steps[steps.length - 1] += escaped ?? part;
  }
  if (steps.includes("")) throw new Flaw(`${shown} has an empty step`, "write claim names with one dot between them");
  if (steps.includes("__proto__"))
    throw new Flaw(`${shown} names __proto__, which can be no claim`, "use another claim");
  return steps;
}
