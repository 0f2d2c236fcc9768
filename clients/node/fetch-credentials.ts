import type { Credentials } from "./credentials.ts";
import { describeRefusal } from "./describe-refusal.ts";
import { Failure } from "./failure.ts";
import { hideSent } from "./hide-sent.ts";
import { isPassingStatus } from "./is-passing-status.ts";
import { parseCredentials } from "./parse-credentials.ts";
import { parseObject } from "./parse-object.ts";
import { readRetryAfterMs } from "./read-retry-after.ts";
import { type Reply, sendRequest } from "./send-request.ts";
import type { Settings } from "./settings.ts";
import { userAgent } from "./user-agent.ts";

const maxAttempts = 4;
const longestMs = 15_000;
const firstPauseMs = 200;
const longestRetryAfterMs = 5_000;

/**
 * Gets credentials from the service: up to four attempts.
 * @param totalMs what all of them together may take
 * @throws Failure with what the last attempt came to
 */
export async function fetchCredentials(settings: Settings, totalMs = longestMs): Promise<Credentials> {
  // Not by the clock, which may be set meanwhile.
  const endsAtMs = performance.now() + totalMs;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptFetch(settings, endsAtMs);
    } catch (error) {
      if (!(error instanceof Failure) || !error.isPassing) {
        throw error;
      }
      const pauseMs = pauseAfter(attempt, error.retryAfterMs);
      if (attempt === maxAttempts || performance.now() + pauseMs >= endsAtMs) {
        throw attempt === 1 ? error : new Failure(`${error.message} after ${attempt} attempts`, error);
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

/** Any time up to 0.2, 0.4, 0.8 s, so that those who failed together do not come back together; but what the service asks for. */
function pauseAfter(attempt: number, retryAfterMs = 0): number {
  const jitterMs = Math.random() * firstPauseMs * 2 ** (attempt - 1);
  return Math.max(jitterMs, Math.min(retryAfterMs, longestRetryAfterMs));
}

async function attemptFetch(settings: Settings, endsAtMs: number): Promise<Credentials> {
  const leftMs = () => Math.max(1, endsAtMs - performance.now());
  const send = async (token: string) => ({
    token,
    reply: await sendRequest(requestFor(settings, token), settings.transport, leftMs()),
  });
  const first = await send(await settings.tokens.read(leftMs()));
  const isRetold = first.reply.status === 401 && (await settings.tokens.hasAnother(first.token, leftMs()));
  const { reply, token } = isRetold ? await send(await settings.tokens.read(leftMs())) : first;
  if (reply.status !== 200) {
    throw refusalOf(reply, [first.token, token]);
  }
  return parseCredentials(reply.body, Date.now());
}

function requestFor({ url, grant, durationSeconds, parameters }: Settings, token: string) {
  const target = new URL(url);
  const segments = ["v1", "credentials", ...(grant?.split("/") ?? [])].map(encodeURIComponent);
  target.pathname = `${url.pathname.replace(/\/+$/, "")}/${segments.join("/")}`;
  target.searchParams.set("format", "container");
  if (durationSeconds !== undefined) {
    target.searchParams.set("duration", String(durationSeconds));
  }
  for (const [name, value] of Object.entries(parameters)) {
    target.searchParams.set(`param.${name}`, value);
  }
  return {
    method: "GET",
    url: target,
    headers: { authorization: `Bearer ${token}`, accept: "application/json", "user-agent": userAgent },
  } as const;
}

function refusalOf(reply: Reply, sent: readonly string[]): Failure {
  const answer = parseObject(reply.body);
  const code = answer?.["code"];
  return new Failure(describeRefusal(reply.status, answer, sent), {
    isPassing: isPassingStatus(reply.status),
    retryAfterMs: readRetryAfterMs(reply.retryAfter, Date.now()),
    status: reply.status,
    code: typeof code === "string" ? hideSent(code, sent) : undefined,
  });
}
