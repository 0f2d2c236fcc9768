import type { Reply, Request } from "../../clients/node/send-request.ts";
import type { SessionCredentials } from "../model/session-credentials.ts";

/** What a probe asks for, and where. */
export interface ProbeTarget {
  /** The service's, without a slash at its end. */
  readonly url: string;
  /** `GRANT` or `GRANT/ACCOUNT`. */
  readonly grant: string;
}

/** How a token is shown: where it belongs, or in the query, where it would end up in logs. */
export interface ShownToken {
  readonly proper?: string;
  readonly query?: string;
}

/**
 * One request, and its whole answer, within a time limit.
 * @throws BrokenAnswer where there was the beginning of one; Error whose message says why there was none
 */
export type SendRequest = (request: Request, budgetMs: number) => Promise<Reply>;

/**
 * Who AWS takes the bearer of credentials for: an ARN.
 * @throws Error whose message says why they do not work, without a secret
 */
export type Identify = (
  keys: Pick<SessionCredentials, "accessKeyId" | "secretAccessKey" | "sessionToken">,
) => Promise<string>;
