import { globPattern } from "../../authorize/glob-pattern.ts";
import { readPlainPattern } from "../../authorize/read-plain-pattern.ts";

/** Whether rules hold a pattern, or a glob, that JavaScript's own engine is not trusted with. */
export function needsPatternEngine(rules: unknown): boolean {
  if (typeof rules !== "object" || rules === null) return false;
  const { kind, pattern } = rules as { readonly kind?: unknown; readonly pattern?: unknown };
  if (typeof pattern === "string") {
    return readPlainPattern(kind === "glob" ? globPattern(pattern) : pattern) === undefined;
  }
  return Object.values(rules).some(needsPatternEngine);
}
