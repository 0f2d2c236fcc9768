import { Failure } from "./failure.ts";

/** RFC 6750 section 2.1: what may follow `Bearer` in a header. Everything else could end the header and begin another. */
const bearerSyntax = /^[A-Za-z0-9\-._~+/]+=*$/;

/**
 * A token as it was written down, without white space around it and without its scheme.
 * @param source what messages call it
 * @throws Failure where it is empty or no token
 */
export function cleanToken(text: string, source: string): string {
  const token = text.trim().replace(/^Bearer(?:\s+|$)/i, "");
  if (token === "") {
    throw new Failure(`${source} is empty`);
  }
  if (!bearerSyntax.test(token)) {
    throw new Failure(`${source} holds something other than one token`);
  }
  return token;
}
