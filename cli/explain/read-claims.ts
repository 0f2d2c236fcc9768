import { decodeToken } from "../../shared/authenticate/decode-token.ts";
import { parseStrictJson } from "../../shared/authenticate/parse-strict-json.ts";
import type { Claims } from "../../shared/model/claims.ts";
import { Refusal } from "../../shared/model/refusal.ts";
import { CliError } from "../cli-error.ts";
import type { CliIo } from "../cli-io.ts";
import { readText } from "../input/read-text.ts";

/** Who is supposed to ask. */
export interface SupposedToken {
  readonly claims: Claims;
  /** Undefined: only claims were given, and no token. */
  readonly header: Claims | undefined;
}

/**
 * The claims to explain a decision for: a JSON object, or a token, which is decoded and not verified.
 * @throws CliError without a word of the content
 */
export async function readClaims(location: string, io: CliIo): Promise<SupposedToken> {
  const { text, name } = await readText(location, io);
  const trimmed = text.replace(/^\uFEFF/, "").trim();
  if (/^(?:(?:Bearer|DPoP)\s+)?[\w-]+\.[\w-]+\.[\w-]*$/i.test(trimmed)) {
    return readToken(trimmed.replace(/^\w+\s+/, ""), name);
  }
  const claims = parseStrictJson(trimmed);
  if (typeof claims !== "object" || claims === null || Array.isArray(claims)) {
    throw new CliError(`${name} is no JSON object of claims (with each name once), and no JWT`, { file: name });
  }
  return { claims: claims as Claims, header: undefined };
}

function readToken(token: string, name: string): SupposedToken {
  try {
    const { unverifiedHeader, unverifiedClaims } = decodeToken(token);
    return { header: unverifiedHeader, claims: unverifiedClaims };
  } catch (error) {
    if (error instanceof Refusal) {
      throw new CliError(`${name} is no JWT that can be read: ${error.reason}`, { file: name });
    }
    throw error;
  }
}
