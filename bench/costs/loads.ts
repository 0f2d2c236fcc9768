import { times } from "../scaling/simulate-burst.ts";

/** What a request weighs: the times are those of the simulation, the sizes are measured or assumed as docs/scaling.md says. */
export const loads = {
  memoryGb: 1,
  cachedMs: times.work.p50Ms,
  stsMs: times.work.p50Ms + times.sts.p50Ms,
  startMs: times.start.p50Ms,
  /** One request in so many starts an instance. */
  requestsPerStart: 100,
  /** An audit line of the demo's `nightly-report`, answered from the cache. */
  auditBytes: 966,
  /** The gateway's access log, a line a request: the format of deploy/logs.yml, with its values. */
  accessLogBytes: 267,
  /** What Lambda writes of each request by itself: START, END and REPORT. */
  platformLines: 3,
  platformBytes: 264,
  /** What CloudWatch counts for each line besides its text. */
  lineOverheadBytes: 26,
  /** Headers and body: a session token of AWS's is a kilobyte or so. */
  answerBytes: 2_500,
  hoursPerMonth: 730,
  /** A process with a session of an hour asks again when 15 minutes are left, of a session that had 30 to 60. */
  secondsBetweenAsks: 1_800,
  /** A session of an hour is minted anew with 40 minutes left. */
  secondsBetweenMints: 1_200,
} as const;
