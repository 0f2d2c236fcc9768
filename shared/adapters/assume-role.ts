import type { ResolvedInput } from "../model/assumption.ts";
import type { AssumeRole, Clock } from "../model/ports.ts";
import type { Session } from "../model/session.ts";
import { stsSeconds } from "../model/sts-seconds.ts";
import { askTwoRegions } from "./ask-two-regions.ts";
import { createHedgeClock } from "./hedge-clock.ts";
import { regionPartition } from "./region-partition.ts";
import { callSts, type StsCall } from "./sts-call.ts";
import { createStsClients, defaultStsLimits, type StsClients, type StsLimits } from "./sts-client.ts";
import { isChainLimit, readStsError } from "./sts-errors.ts";
import { createStsGuards, type StsThrottle } from "./sts-guards.ts";

export interface AssumeRoleOptions {
  /** Of the STS endpoint where an account names none. */
  readonly region: string;
  /** The first of these in the same partition is asked where a region is down or slow. */
  readonly fallbackRegions?: readonly string[];
  readonly limits?: StsLimits;
  /** Made with the same limits. */
  readonly clientFor?: StsClients;
  readonly now?: Clock;
  readonly random?: () => number;
  /** Told each call that STS throttled; must not throw. */
  readonly onThrottled?: (throttle: StsThrottle) => void;
}

/** With less time than this, no answer says nothing of STS. */
const fairMs = 200;

/**
 * AssumeRole over the AWS SDK, in the region that the account or the service names; in a second one where that is down or
 * slow. What the SDK does: endpoints of each partition, signing, keep-alive, retries with jitter and their budget. What is done here:
 * time limits, the second region, circuit breakers, a rate that follows throttles.
 */
export function createAssumeRole(options: AssumeRoleOptions): AssumeRole {
  const { limits = defaultStsLimits, fallbackRegions = [], now = Date.now, random = Math.random } = options;
  const { clientFor = createStsClients(limits) } = options;
  const { guard, passes } = createStsGuards(now, random, options.onThrottled ?? (() => undefined));
  const hedgeClock = createHedgeClock();
  let ownRoleIsChained = false;

  /**
   * AWS exempts applications on EC2 from the chain limit and is silent on Lambda: STS's answer decides, once it has given the
   * shorter session. A session's own call is a chain's without a doubt.
   */
  async function callAsAllowed(call: StsCall, isChained: boolean): Promise<Session> {
    const allowedSeconds = Math.min(call.input.durationSeconds, stsSeconds.mostOfChain);
    try {
      return await callSts(call, isChained ? allowedSeconds : call.input.durationSeconds);
    } catch (error) {
      if (isChained || !isChainLimit(error)) {
        throw error;
      }
      const session = await callSts(call, allowedSeconds);
      ownRoleIsChained = true;
      return session;
    }
  }

  async function ask(
    input: ResolvedInput,
    signer: Session | undefined,
    region: string,
    timed: Timed,
  ): Promise<Session> {
    const { budgetMs, cancelled } = timed;
    const startedAtMs = performance.now();
    const tookMs = () => performance.now() - startedAtMs;
    const isCancelled = () => budgetMs < fairMs || (cancelled.aborted && tookMs() < fairMs);
    const signerAccount = signer?.assumedRoleArn.split(":")[4];
    return await guard({ region, roleArn: input.roleArn, signerAccount, isCancelled }, async () => {
      const session = await within(timed, (abortSignal) =>
        callAsAllowed(
          { client: clientFor(region, signer), input, abortSignal },
          signer !== undefined || ownRoleIsChained,
        ),
      ).catch((error: unknown) => {
        throw readStsError(error, input);
      });
      hedgeClock.note(tookMs());
      return session;
    });
  }

  return async (input, { region = options.region, credentials, budgetMs = limits.totalTimeoutMs }) => {
    const allowedMs = Math.max(0, Math.min(budgetMs, limits.totalTimeoutMs));
    const partition = regionPartition(region);
    const second = fallbackRegions.find((other) => other !== region && regionPartition(other) === partition);
    if (second === undefined) {
      return await ask(input, credentials, region, { budgetMs: allowedMs, cancelled: new AbortController().signal });
    }
    const slowAfterMs = hedgeClock.slowAfterMs();
    const mayHedge = () => passes(second, input.roleArn) && hedgeClock.take();
    const regions = { first: region, second, budgetMs: allowedMs, slowAfterMs, mayHedge };
    return await askTwoRegions(regions, (asked, askedMs, cancelled) =>
      ask(input, credentials, asked, { budgetMs: askedMs, cancelled }),
    );
  };
}

interface Timed {
  readonly budgetMs: number;
  readonly cancelled: AbortSignal;
}

/** Aborts the work when its time is up or it is cancelled. No timer outlives it. */
async function within<Answer>(
  { budgetMs, cancelled }: Timed,
  work: (abortSignal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  const timer = setTimeout(stop, budgetMs);
  cancelled.addEventListener("abort", stop);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    cancelled.removeEventListener("abort", stop);
  }
}
