import { STSClient } from "@aws-sdk/client-sts";
import { StandardRetryStrategy } from "@smithy/core/retry";
import type { Session } from "../model/session.ts";
import { createHttpHandler } from "./http-handler.ts";

/** How long STS may take. Callers' SDKs give up after one second (Java, PHP, JavaScript) or two (Python): longer helps nobody. */
export interface StsLimits {
  /** Until the connection stands. */
  readonly connectionTimeoutMs: number;
  /** Until one attempt is answered. Most of the time for all: a second one helps where the first was lost, not where STS is slow. */
  readonly attemptTimeoutMs: number;
  /** Until the last attempt is answered, in whichever region. */
  readonly totalTimeoutMs: number;
  /** In one region. */
  readonly attempts: number;
}

export const defaultStsLimits: StsLimits = {
  connectionTimeoutMs: 300,
  attemptTimeoutMs: 400,
  totalTimeoutMs: 600,
  attempts: 2,
};

/** Clients of the AWS SDK, by region and by who signs. */
export type StsClients = (region: string, signer: Session | undefined) => STSClient;

/**
 * The SDK's own: what is worth another try, jitter, and its budget for that (500 tokens, 14 a retry). A throttle is not worth one:
 * the SDK would wait up to a second for it, by when the caller has given up.
 */
class BriefRetryStrategy extends StandardRetryStrategy {
  override async refreshRetryTokenForRetry(
    ...[token, error]: Parameters<StandardRetryStrategy["refreshRetryTokenForRetry"]>
  ) {
    if (error.errorType === "THROTTLING") throw new Error("a throttle is answered at once");
    return await super.refreshRetryTokenForRetry(token, error);
  }
}

/** One connection pool for all clients; one client for each region, and one for each call of a chain that is signed with another role's session. */
export function createStsClients(limits: StsLimits = defaultStsLimits): StsClients {
  const requestHandler = createHttpHandler({ ...limits, keepsAlive: true });
  // The number twice: the SDK tells AWS the one, and the strategy keeps to the other.
  const settings = {
    requestHandler,
    maxAttempts: limits.attempts,
    retryStrategy: new BriefRetryStrategy(limits.attempts),
  };
  const ownClients = new Map<string, STSClient>();
  return (region, signer) => {
    if (signer !== undefined) {
      // A copy, since the SDK writes a mark of its own into the credentials that it is given.
      const { accessKeyId, secretAccessKey, sessionToken } = signer;
      return new STSClient({ ...settings, region, credentials: { accessKeyId, secretAccessKey, sessionToken } });
    }
    const client = ownClients.get(region) ?? new STSClient({ ...settings, region });
    ownClients.set(region, client);
    return client;
  };
}
