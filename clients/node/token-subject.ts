import { createHash } from "node:crypto";
import { parseObject } from "./parse-object.ts";

/**
 * Whom a JWT tells of: issuer, subject, audience and client, which stay the same when it is renewed. NOT verified. Of what is no such JWT, its digest.
 */
export function tokenSubject(token: string): readonly unknown[] {
  const payload = parseObject(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
  const { iss, sub, aud, azp, client_id: clientId } = payload ?? {};
  return typeof iss === "string" && typeof sub === "string"
    ? [iss, sub, aud ?? null, azp ?? null, clientId ?? null]
    : [createHash("sha256").update(token).digest("hex")];
}
