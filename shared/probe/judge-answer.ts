import type { Reply } from "../../clients/node/send-request.ts";

/** What an answer to a hostile request says of the service. */
export type Verdict =
  /** It gave credentials. */
  | "vended"
  | "refused"
  /** It neither gave nor refused any: it is down, busy, or not what was meant to be asked. */
  | "unjudged";

/** The name of a key's member, however it is spelled, in JSON, XML or shell; or a key itself. */
const credentialsShape = /access_?key_?id|secret_?access_?key|session_?token|A[SK]IA[A-Z0-9]{12,}/i;

/**
 * Credentials count, whatever the status, and no other success. Nor does a refusal to look: a caller who is told to come later (429) has
 * heard nothing of its token.
 */
export function judgeAnswer({ status, body }: Reply): Verdict {
  if (credentialsShape.test(body)) return "vended";
  return status >= 400 && status < 500 && status !== 429 ? "refused" : "unjudged";
}
