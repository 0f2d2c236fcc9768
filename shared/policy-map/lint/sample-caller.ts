import type { Caller } from "../../model/caller.ts";
import type { Grant } from "../../model/policy-document.ts";
import { Flaw } from "../findings.ts";
import { supposeCaller } from "../suppose-caller.ts";
import type { LintSubject } from "./lint-rule.ts";
import { sampleClaims } from "./sample-claims.ts";

/** A caller of one of the grant's issuers that the grant is for; undefined where there can be none. */
export function sampleCaller(
  { when }: Grant,
  issuerName: string,
  { document, patternOf }: Pick<LintSubject, "document" | "patternOf">,
): Caller | undefined {
  const claims = sampleClaims(when.claims, patternOf);
  try {
    return claims && supposeCaller(document, issuerName, claims);
  } catch (error) {
    if (error instanceof Flaw) return undefined;
    throw error;
  }
}
