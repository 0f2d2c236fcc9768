import { type ProofDemand, type ProofMethod, proofMethods } from "../model/proof.ts";
import type { AuthoredIssuerProof, AuthoredProof } from "./authored-proof.ts";
import { checkUnique } from "./check-names.ts";
import type { Findings, MapPath } from "./findings.ts";

/** What an issuer demands of every token; undefined where it demands nothing. */
export function normaliseIssuerProof(
  authored: AuthoredIssuerProof | undefined,
  path: MapPath,
  findings: Findings,
): ProofDemand | undefined {
  if (authored === undefined || authored === false) return undefined;
  const { methods = proofMethods, nonce = false } = authored === true ? {} : authored;
  checkUnique(methods, [...path, "methods"], findings);
  if (nonce && !methods.includes("dpop")) {
    findings.report([...path, "nonce"], "is of DPoP, which is none of the methods", "add dpop, or remove nonce");
  }
  return { methods: [...methods], demandsNonce: nonce };
}

/** What a grant asks of the token; undefined where it asks nothing. */
export function normaliseProof(authored: AuthoredProof | undefined): readonly ProofMethod[] | undefined {
  if (authored === undefined || authored === false) return undefined;
  return authored === true ? [...proofMethods] : [authored];
}
