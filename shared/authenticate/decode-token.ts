import { isUtf8 } from "node:buffer";
import type { Claims, ClaimValue } from "../model/claims.ts";
import { Refusal } from "../model/refusal.ts";
import { maxTokenCharacters } from "./max-token-characters.ts";
import { parseStrictJson } from "./parse-strict-json.ts";

/** What a token says of itself before anybody has vouched for it. Both are frozen, at all depths. */
export interface UnverifiedToken {
  readonly unverifiedHeader: Claims;
  readonly unverifiedClaims: Claims;
}

/**
 * Header and claims of a compact JWS (RFC 7515 section 7.1), decoded strictly and once: what is checked before the
 * signature and what is used after it are the same objects.
 * @throws Refusal `InvalidToken`
 */
export function decodeToken(token: string): UnverifiedToken {
  if (token.length > maxTokenCharacters) {
    throw new Refusal("InvalidToken", `the token has ${token.length} characters, over ${maxTokenCharacters}`);
  }
  // As many parts as a JWE has, and one more, are enough to know.
  const parts = token.split(".", 6);
  const [header, payload, signature, ...more] = parts;
  // RFC 7516 section 7.1. Refused before anything in it is read: what is never decrypted can be no bomb (CVE-2024-28176).
  if (parts.length === 5) throw new Refusal("InvalidToken", "the token is encrypted (five parts: a JWE), not signed");
  if (header === undefined || payload === undefined || signature === undefined || more.length > 0) {
    throw new Refusal("InvalidToken", "the token is not three parts");
  }
  decodeBase64url(signature, "signature");
  return { unverifiedHeader: decodeObject(header, "header"), unverifiedClaims: decodeObject(payload, "payload") };
}

function decodeObject(part: string, name: string): Claims {
  const bytes = decodeBase64url(part, name);
  // Checked first, since a decoder would put U+FFFD for what it cannot read. A byte order mark stays, and is no JSON.
  if (!isUtf8(bytes)) throw new Refusal("InvalidToken", `the ${name} is not UTF-8`);
  const value = parseStrictJson(bytes.toString("utf8"));
  if (!isObject(value)) {
    throw new Refusal(
      "InvalidToken",
      `the ${name} is not a JSON object with unique names, well-formed strings and bounded depth`,
    );
  }
  return value;
}

/**
 * Without padding, white space, the other alphabet or stray bits in the last character: each value has one spelling
 * (RFC 4648 sections 3.3 and 3.5), which is the one that encoding gives back. `Buffer` and jose both read more than that.
 */
function decodeBase64url(part: string, name: string): Buffer {
  const bytes = Buffer.from(part, "base64url");
  if (bytes.length === 0 || bytes.toString("base64url") !== part) {
    throw new Refusal("InvalidToken", `the ${name} is empty or not base64url`);
  }
  return bytes;
}

function isObject(value: ClaimValue | undefined): value is Claims {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
