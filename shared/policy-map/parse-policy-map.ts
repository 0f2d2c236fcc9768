import type { PolicyDocument } from "../model/policy-document.ts";
import { readPolicyMap } from "./read-policy-map.ts";

/**
 * The document of a policy map that is one text.
 * @param fileName only for messages
 * @throws PolicyMapError with all that is wrong, each with line, column, path, rule and repair
 */
export function parsePolicyMap(text: string, fileName: string): PolicyDocument {
  return readPolicyMap(text, fileName).document;
}
