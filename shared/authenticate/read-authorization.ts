import { Refusal } from "../model/refusal.ts";
import type { HttpRequest } from "../model/request.ts";
import { maxTokenCharacters } from "./max-token-characters.ts";

/** A token as it was shown. */
export interface ShownToken {
  readonly token: string;
  /** `bearer` for a bare token too. */
  readonly scheme: "bearer" | "dpop";
}

/**
 * The token text in `Authorization`: `Bearer <jwt>` (RFC 6750 section 2.1), `DPoP <jwt>` (RFC 9449 section 7.1), or a bare
 * `<jwt>`, since a projected service-account token file holds no scheme and SDKs send such a file as it is. Nothing of the
 * token is decoded.
 * @throws Refusal `MissingToken` without a token, or with another scheme; `InvalidRequest` where the header was repeated or
 *   holds more than one token; `InvalidToken` over 10,240 characters
 */
export function readAuthorization(headers: HttpRequest["headers"]): ShownToken {
  const values = headers.get("authorization") ?? [];
  if (values.length > 1) throw new Refusal("InvalidRequest", "more than one Authorization header");
  const value = (values[0] ?? "").trim();
  if (value === "") throw new Refusal("MissingToken", "no Authorization header, or an empty one");
  // An AWS signature has commas and spaces of its own; it is one credential, only not one that is taken here.
  if (/^aws4-/i.test(value)) throw new Refusal("MissingToken", "the Authorization header holds an AWS signature");
  // Gateways join repeated headers with a comma, and no JWT holds one: which of the two would have been meant?
  if (value.includes(",")) throw new Refusal("InvalidRequest", "a comma in the Authorization header");
  const shown = takeToken(value.split(/\s+/) as [string, ...string[]]);
  if (shown.token.length > maxTokenCharacters) {
    throw new Refusal("InvalidToken", `the token has ${shown.token.length} characters, over ${maxTokenCharacters}`);
  }
  return shown;
}

function takeToken([first, second, ...more]: readonly [string, ...string[]]): ShownToken {
  if (more.length > 0) throw new Refusal("InvalidRequest", "more than two words in the Authorization header");
  const scheme = first.toLowerCase();
  if (scheme === "bearer" || scheme === "dpop") {
    if (second === undefined) throw new Refusal("MissingToken", "an authorization scheme without a token");
    return { token: second, scheme };
  }
  if (second !== undefined) throw new Refusal("MissingToken", "an authorization scheme other than Bearer and DPoP");
  return { token: first, scheme: "bearer" };
}
