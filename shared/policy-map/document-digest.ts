import { createHash } from "node:crypto";
import type { PolicyDocument } from "../model/policy-document.ts";

/**
 * SHA-256, in lower-case hex, of a document's canonical JSON (members sorted by code unit, absent and undefined alike):
 * the same before a document is stored and after it is loaded.
 */
export function documentDigest(document: PolicyDocument): string {
  return createHash("sha256").update(JSON.stringify(document, sortMembers)).digest("hex");
}

function sortMembers(_name: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
