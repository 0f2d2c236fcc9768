import { malformed } from "./malformed.ts";

/** RFC 9110 section 5.6.2. Without the check, `toLowerCase` would make the Kelvin sign a `k`. */
const fieldName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * Header fields by lower-case name with all values in order, so that a second `Authorization`, or one in another
 * spelling of the name, is seen rather than chosen between. A value that the gateway joined by commas stays one value.
 *
 * @throws Refusal `InvalidRequest`
 */
export function collectHeaders(fields: readonly (readonly [string, string])[]): ReadonlyMap<string, readonly string[]> {
  const headers = new Map<string, string[]>();
  for (const [name, value] of fields) {
    if (!fieldName.test(name)) {
      throw malformed("A header name is malformed");
    }
    const key = name.toLowerCase();
    const before = headers.get(key);
    if (before === undefined) headers.set(key, [value]);
    else before.push(value);
  }
  return headers;
}
