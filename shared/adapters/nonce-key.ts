import type { ExternalIdReference } from "../model/policy-document.ts";
import type { Clock } from "../model/ports.ts";
import type { ReadStoredText } from "./external-id-stores.ts";
import { createStoredSecrets } from "./stored-secrets.ts";

/** 32 characters of base64url are 192 bits. A line end is what an editor left there. */
const pattern = /^[\x21-\x7e]{32,1024}$/;
const rule = "holds no key for nonces: 32 to 1024 visible ASCII characters made at random, without a line end";

/**
 * Reads the key that nonces are made with. It may be asked for with every request: it is kept for a few minutes.
 * @throws Fault as `createStoredSecrets`
 */
export function createNonceKey(
  reference: ExternalIdReference,
  options: { readonly read: ReadStoredText; readonly now: Clock },
): () => Promise<string> {
  const read = createStoredSecrets({ ...options, pattern, rule });
  return () => read(reference);
}
