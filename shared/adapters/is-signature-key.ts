/**
 * Whether a member of a JWK set is a key that is meant for signatures, be it a good one or not (RFC 7517 sections 4.1 to 4.3).
 * Typed comparisons only, here as with all that is published.
 */
export function isSignatureKey(member: unknown): member is object {
  if (typeof member !== "object" || member === null || Array.isArray(member)) return false;
  const published = new Map<string, unknown>(Object.entries(member));
  const use = published.get("use");
  const operations = published.get("key_ops");
  const isForSignatures = use === undefined || use === "sig";
  const isForVerifying = operations === undefined || (Array.isArray(operations) && operations.includes("verify"));
  return typeof published.get("kty") === "string" && isForSignatures && isForVerifying;
}
