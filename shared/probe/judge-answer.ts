import type { Reply } from "../../clients/node/send-request.ts";
import { hasCredentials } from "./has-credentials.ts";

/** What an answer to a hostile request says of the service. */
export type Verdict =
  /** It gave credentials, or what it gave may be some. */
  | "vended"
  | "refused"
  /** It neither gave nor refused any: it is down, busy, or not what was meant to be asked. */
  | "unjudged";

/**
 * No success may come of a hostile request: it counts, whatever its body, which may hide credentials from who looks for them. So do credentials,
 * whatever the status. A refusal to look is none of the token: a caller who is told to come later (429) has heard nothing of it.
 * @param body undefined: not all of it came
 */
export function judgeAnswer({
  status,
  body,
}: {
  readonly status: number;
  readonly body: Reply["body"] | undefined;
}): Verdict {
  if ((status >= 200 && status < 300) || (body !== undefined && hasCredentials(body))) return "vended";
  return body !== undefined && status >= 400 && status < 500 && status !== 429 ? "refused" : "unjudged";
}
