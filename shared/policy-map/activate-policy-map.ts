import { compilePolicyMap } from "../authorize/compile-policy-map.ts";
import type { PolicyDocument } from "../model/policy-document.ts";
import type { PolicyMap } from "../model/policy-map.ts";
import { isCompiledMap } from "./compiled/compiled-format.ts";
import { loadCompiledMap } from "./compiled/load-compiled-map.ts";
import type { MapTest } from "./map-test.ts";
import type { ReadInclude } from "./read-includes.ts";
import type { ReadPolicyMap } from "./read-policy-map.ts";

/** A policy map ready to decide with, and what is known of where it came from. */
export interface ActivatedPolicyMap {
  readonly policyMap: PolicyMap;
  /** The map's own examples, to be run before it goes live. A compiled map has none: they passed when it was compiled. */
  readonly tests: readonly MapTest[];
  /** What the map was compiled from; a compiled map keeps only what requests need. */
  readonly document?: PolicyDocument;
  /** Where a path of the map is written; a compiled map does not know. */
  readonly locate?: ReadPolicyMap["locate"];
}

/**
 * Turns the text of a policy map, compiled or as an admin wrote it, into one that decides. What validates YAML is loaded
 * only where it is needed: zod alone takes 16 ms of a cold start, which a compiled map is there to save.
 * @param name for messages, and for `readInclude`
 * @param options.readInclude without it, a map that includes files is an error
 * @throws PolicyMapError with all that is wrong
 */
export async function activatePolicyMap(
  text: string,
  name: string,
  options: { readonly readInclude?: ReadInclude } = {},
): Promise<ActivatedPolicyMap> {
  if (isCompiledMap(text)) {
    return { policyMap: loadCompiledMap(text, name), tests: [] };
  }
  const [{ readPolicyMap }, { documentDigest }] = await Promise.all([
    import("./read-policy-map.ts"),
    import("./document-digest.ts"),
  ]);
  const { document, tests, locate } = readPolicyMap(text, name, options);
  return { policyMap: compilePolicyMap(document, documentDigest(document)), tests, document, locate };
}
