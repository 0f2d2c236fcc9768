import { Refusal } from "../model/refusal.ts";
import type { HttpRequest } from "../model/request.ts";
import { maxTokenCharacters } from "./max-token-characters.ts";

/**
 * The token text in `Authorization`: `Bearer <jwt>` (RFC 6750 section 2.1) or a bare `<jwt>`, since a projected
 * service-account token file holds no scheme and SDKs send such a file as it is. Nothing of the token is decoded.
 * @throws Refusal `MissingToken` without a token, or with another scheme; `InvalidProof` for DPoP, which is not yet
 *   supported; `InvalidRequest` where the header was repeated or holds more than one token; `InvalidToken` over 10,240 characters
 */
export function readBearer(headers: HttpRequest["headers"]): string {
  const values = headers.get("authorization") ?? [];
  if (values.length > 1) throw new Refusal("InvalidRequest", "more than one Authorization header");
  const value = (values[0] ?? "").trim();
  if (value === "") throw new Refusal("MissingToken", "no Authorization header, or an empty one");
  // An AWS signature has commas and spaces of its own; it is one credential, only not one that is taken here.
  if (/^aws4-/i.test(value)) throw new Refusal("MissingToken", "the Authorization header holds an AWS signature");
  // Gateways join repeated headers with a comma, and no JWT holds one: which of the two would have been meant?
  if (value.includes(",")) throw new Refusal("InvalidRequest", "a comma in the Authorization header");
  const token = takeToken(value.split(/\s+/));
  if (token.length > maxTokenCharacters) {
    throw new Refusal("InvalidToken", `the token has ${token.length} characters, over ${maxTokenCharacters}`);
  }
  return token;
}

function takeToken(words: readonly string[]): string {
  const [first = "", second, ...more] = words;
  if (more.length > 0) throw new Refusal("InvalidRequest", "more than two words in the Authorization header");
  const scheme = first.toLowerCase();
  if (scheme === "dpop") throw new Refusal("InvalidProof", "DPoP proofs are not supported");
  if (scheme === "bearer") {
    if (second === undefined) throw new Refusal("MissingToken", "the Bearer scheme without a token");
    return second;
  }
  if (second !== undefined) throw new Refusal("MissingToken", "an authorization scheme other than Bearer");
  return first;
}
