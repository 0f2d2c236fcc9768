import { Refusal } from "../model/refusal.ts";
import type { ShownToken } from "../model/request.ts";
import { maxTokenCharacters } from "./max-token-characters.ts";

/**
 * The token in what a caller sent for one: `Bearer <jwt>` (RFC 6750 section 2.1), `DPoP <jwt>` (RFC 9449 section 7.1), or a bare
 * `<jwt>`, since a projected service-account token file holds no scheme and SDKs send such a file as it is, its last line break
 * included. Nothing of the token is decoded.
 * @throws Refusal `MissingToken` where there is nothing, a scheme without a token or another scheme; `InvalidRequest` for more than
 *   one token; `InvalidToken` over 10,240 characters
 */
export function readShownToken(text: string): ShownToken {
  const value = text.trim();
  if (value === "") throw new Refusal("MissingToken", "no token, or an empty one");
  // An AWS signature has commas and spaces of its own; it is one credential, only not one that is taken here.
  if (/^aws4-/i.test(value)) throw new Refusal("MissingToken", "an AWS signature in place of a token");
  // Gateways join repeated headers with a comma, and no JWT holds one: which of the two would have been meant?
  if (value.includes(",")) throw new Refusal("InvalidRequest", "a comma in the token");
  const shown = takeToken(value.split(/\s+/) as [string, ...string[]]);
  if (shown.token.length > maxTokenCharacters) {
    throw new Refusal("InvalidToken", `the token has ${shown.token.length} characters, over ${maxTokenCharacters}`);
  }
  return shown;
}

function takeToken([first, second, ...more]: readonly [string, ...string[]]): ShownToken {
  if (more.length > 0) throw new Refusal("InvalidRequest", "more than two words where a token belongs");
  const scheme = first.toLowerCase();
  if (scheme === "bearer" || scheme === "dpop") {
    if (second === undefined) throw new Refusal("MissingToken", "an authorization scheme without a token");
    return { token: second, scheme };
  }
  if (second !== undefined) throw new Refusal("MissingToken", "an authorization scheme other than Bearer and DPoP");
  return { token: first, scheme: "bearer" };
}
