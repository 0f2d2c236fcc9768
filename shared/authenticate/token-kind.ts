import type { JwsKind } from "./jws-kind.ts";
import { maxTokenCharacters } from "./max-token-characters.ts";

/** An issuer's token. */
export const tokenKind: JwsKind = { code: "InvalidToken", name: "token", maxCharacters: maxTokenCharacters };
