import type { Request } from "../../clients/node/send-request.ts";
import { BrokenAnswer } from "./broken-answer.ts";
import { credentialsRequest } from "./credentials-request.ts";
import { hasCredentials } from "./has-credentials.ts";
import { type GenuineTokens, type HostileAsk, hostileAsks } from "./hostile-tokens.ts";
import { judgeAnswer, type Verdict } from "./judge-answer.ts";
import type { ProbeTarget, SendRequest, ShownToken } from "./probe-ports.ts";
import { stsRequest } from "./sts-request.ts";

/** What came of one run: rows by their names, of either way to ask. Holds no token and no secret. */
export interface RefusalsReport {
  readonly vended: readonly string[];
  readonly refused: readonly string[];
  /** With why. */
  readonly unjudged: readonly string[];
}

export interface RefusalsProbeOptions {
  readonly target: ProbeTarget;
  readonly deniedGrant: string | undefined;
  /** @throws Error whose message says why there is no token */
  readonly readTokens: () => Promise<GenuineTokens>;
  readonly send: SendRequest;
  /** What all requests together may take. */
  readonly totalMs: number;
}

const requestBudgetMs = 3_000;

const ways: Readonly<Record<string, (target: ProbeTarget, shown: ShownToken) => Request>> = {
  "GET /v1/credentials": credentialsRequest,
  "POST /": stsRequest,
};

/**
 * Sends what must be refused, one after the other, and says what was not. Refusals mean something only of a service that gives credentials to
 * the genuine token: where it does not, by one of the ways, what it refuses that way counts as unjudged. What it gives counts always.
 */
export async function probeRefusals(options: RefusalsProbeOptions): Promise<RefusalsReport> {
  const { target, deniedGrant } = options;
  const endsAtMs = performance.now() + options.totalMs;
  let tokens: GenuineTokens;
  let asks: readonly HostileAsk[];
  try {
    tokens = await options.readTokens();
    asks = await hostileAsks(tokens, deniedGrant);
  } catch (error) {
    return { vended: [], refused: [], unjudged: [`all: ${reasonOf(error)}`] };
  }
  const report = { vended: [] as string[], refused: [] as string[], unjudged: [] as string[] };
  for (const [way, request] of Object.entries(ways)) {
    const ask = (shown: ShownToken, grant = target.grant) =>
      answerTo(options.send, request({ ...target, grant }, shown), endsAtMs - performance.now());
    const baseline = await ask({ proper: tokens.token });
    const means = baseline.status === 200 && hasCredentials(baseline.body ?? "");
    if (!means) report.unjudged.push(`${way}: the genuine token: ${baseline.why}`);
    for (const { row, shown, grant } of asks) {
      const { why, ...answer } = await ask(shown, grant);
      const verdict = judgeAnswer(answer);
      const counted: Verdict = verdict === "refused" && !means ? "unjudged" : verdict;
      report[counted].push(`${way}: ${row}${counted === "unjudged" ? `: ${why}` : ""}`);
    }
  }
  return report;
}

/** @returns status 0 where there was no answer; no body where not all of it came */
async function answerTo(
  send: SendRequest,
  request: Request,
  leftMs: number,
): Promise<{ readonly status: number; readonly body: string | undefined; readonly why: string }> {
  if (leftMs <= 0) return { status: 0, body: undefined, why: "no time is left" };
  try {
    const { status, body } = await send(request, Math.min(requestBudgetMs, leftMs));
    return { status, body, why: `status ${status}` };
  } catch (error) {
    return { status: error instanceof BrokenAnswer ? error.status : 0, body: undefined, why: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : "it failed";
}
