import { createHash } from "node:crypto";
import { parseObject } from "./parse-object.ts";

/** What is another with each token (RFC 7519 section 4.1), whoever it is for. */
const ofOneToken = ["exp", "iat", "nbf", "jti"];

/**
 * Whom a JWT tells of: all of its claims but its times and its number, since a grant may ask for any of them. NOT verified. Of what is no such JWT, its digest.
 */
export function tokenSubject(token: string): readonly unknown[] {
  const claims = parseObject(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8")) ?? {};
  return typeof claims["iss"] === "string" && typeof claims["sub"] === "string"
    ? Object.entries(claims)
        .filter(([name]) => !ofOneToken.includes(name))
        .sort(([one], [other]) => (one < other ? -1 : 1))
    : [createHash("sha256").update(token).digest("hex")];
}
