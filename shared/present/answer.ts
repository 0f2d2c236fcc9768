import type { HttpResponse } from "../model/request.ts";

/** A response that no cache may keep: credentials, and refusals that may not hold a minute later (RFC 9111 section 5.2.2.5). */
export function answer(
  status: number,
  contentType: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return { status, headers: { "content-type": contentType, "cache-control": "no-store", ...headers }, body };
}
