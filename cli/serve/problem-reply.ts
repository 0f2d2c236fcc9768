import type { Reply } from "./reply.ts";

/**
 * An error as SDKs read it, and show it to their users: `code` and `message`, for JavaScript with capitals too, and exactly this content type, which
 * Go compares as a whole.
 */
export function problemReply(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return {
    status,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ code, message, Code: code, Message: message }),
  };
}
