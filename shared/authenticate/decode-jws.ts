import { isUtf8 } from "node:buffer";
import type { Claims, ClaimValue } from "../model/claims.ts";
import { Refusal } from "../model/refusal.ts";
import type { JwsKind } from "./jws-kind.ts";
import { parseStrictJson } from "./parse-strict-json.ts";

/** What a JWS says before anybody has vouched for it. Both are frozen, at all depths. */
export interface DecodedJws {
  readonly header: Claims;
  readonly payload: Claims;
}

/**
 * Header and claims of a compact JWS (RFC 7515 section 7.1), decoded strictly and once: what is checked before the
 * signature and what is used after it are the same objects.
 * @throws Refusal of the kind's code
 */
export function decodeJws(text: string, kind: JwsKind): DecodedJws {
  if (text.length > kind.maxCharacters) {
    throw new Refusal(kind.code, `the ${kind.name} has ${text.length} characters, over ${kind.maxCharacters}`);
  }
  // As many parts as a JWE has, and one more, are enough to know.
  const parts = text.split(".", 6);
  // RFC 7516 section 7.1. Refused before anything in it is read: what is never decrypted can be no bomb (CVE-2024-28176).
  if (parts.length === 5) {
    throw new Refusal(kind.code, `the ${kind.name} is encrypted (five parts: a JWE), not signed`);
  }
  if (parts.length !== 3) throw new Refusal(kind.code, `the ${kind.name} is not three parts`);
  const [header, payload, signature] = parts as [string, string, string];
  decodeBase64url(signature, "signature", kind);
  return { header: decodeObject(header, "header", kind), payload: decodeObject(payload, "payload", kind) };
}

function decodeObject(part: string, name: string, kind: JwsKind): Claims {
  const bytes = decodeBase64url(part, name, kind);
  // Checked first, since a decoder would put U+FFFD for what it cannot read. A byte order mark stays, and is no JSON.
  if (!isUtf8(bytes)) throw new Refusal(kind.code, `the ${name} is not UTF-8`);
  const value = parseStrictJson(bytes.toString("utf8"));
  if (!isObject(value)) {
    throw new Refusal(
      kind.code,
      `the ${name} is not a JSON object with unique names, well-formed strings and bounded depth`,
    );
  }
  return value;
}

/**
 * Without padding, white space, the other alphabet or stray bits in the last character: each value has one spelling
 * (RFC 4648 sections 3.3 and 3.5), which is the one that encoding gives back. `Buffer` reads more than that.
 */
function decodeBase64url(part: string, name: string, { code }: JwsKind): Buffer {
  const bytes = Buffer.from(part, "base64url");
  if (bytes.length === 0 || bytes.toString("base64url") !== part) {
    throw new Refusal(code, `the ${name} is empty or not base64url`);
  }
  return bytes;
}

function isObject(value: ClaimValue | undefined): value is Claims {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
