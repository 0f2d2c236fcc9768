import { sharingMs } from "../../shared/model/sharing-ms.ts";
import { createEventQueue } from "./event-queue.ts";
import { createRateQuota } from "./rate-quota.ts";
import { seededRandom } from "./seeded-random.ts";

/** Callers that start, and what they start against. */
export interface Burst {
  readonly callers: number;
  /** They start within this time, evenly by chance. */
  readonly withinSeconds: number;
  /** `one`: all ask for the same session; `each`: each for its own. */
  readonly sessions: "one" | "each";
  readonly setUp: SetUp;
  readonly retries: Retries;
}

export interface SetUp {
  readonly name: string;
  /** Of API Gateway's stage. */
  readonly apiPerSecond: number;
  readonly apiBurst: number;
  /** Of the account, or reserved for the function. */
  readonly concurrency: number;
  readonly provisioned: number;
  readonly sharesSessions: boolean;
}

/** What a caller does that got no credentials. */
export interface Retries {
  readonly name: string;
  readonly attempts: number;
  /** @param failed attempts so far */
  readonly pauseMs: (failed: number, random: () => number) => number;
}

export interface Outcome {
  /** Callers that got credentials. */
  readonly served: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly stsCalls: number;
  readonly instances: number;
  /** Attempts that were throttled, by whom. */
  readonly byApi: number;
  readonly byLambda: number;
  readonly bySts: number;
}

/** Middle and 99th percentile of a time. */
interface Time {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** What is measured, and what is assumed of AWS within one region: docs/scaling.md says which is which. */
export const times = {
  start: { p50Ms: 400, p99Ms: 800 },
  work: { p50Ms: 4, p99Ms: 12 },
  sts: { p50Ms: 60, p99Ms: 250 },
  table: { p50Ms: 5, p99Ms: 20 },
  network: { p50Ms: 20, p99Ms: 60 },
} as const satisfies Record<string, Time>;

/** @see docs/scaling.md for the sources */
const quotas = { stsPerSecond: 600, newInstances: 1_000, newInstancesPerSecond: 100, requestsPerInstance: 10 };

/** Java, PHP and JavaScript give up then. */
const patienceMs = 1_000;

interface Instance {
  readonly sessions: Set<number>;
}

/** What becomes of a burst, the same each time it is asked. */
export function simulateBurst(burst: Burst, seed = 1): Outcome {
  const { callers, withinSeconds, setUp, retries } = burst;
  const random = seededRandom(seed);
  const queue = createEventQueue();
  const api = createRateQuota(setUp.apiPerSecond, setUp.apiBurst);
  const sts = createRateQuota(quotas.stsPerSecond, quotas.stsPerSecond);
  const growth = createRateQuota(quotas.newInstancesPerSecond, quotas.newInstances);
  const requestsPerSecond = quotas.requestsPerInstance * setUp.concurrency;
  const requests = createRateQuota(requestsPerSecond, requestsPerSecond);
  const idle: Instance[] = Array.from({ length: setUp.provisioned }, () => ({ sessions: new Set<number>() }));
  const started = new WeakSet<Instance>(idle);
  const table = new Map<number, "minted" | { readonly leasedUntilMs: number }>();
  const waitsMs: number[] = [];
  const counts = { stsCalls: 0, instances: setUp.provisioned, byApi: 0, byLambda: 0, bySts: 0 };

  /** Log-normal, as times of networks are. */
  function sample({ p50Ms, p99Ms }: Time): number {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return p50Ms * Math.exp((normal * Math.log(p99Ms / p50Ms)) / 2.326);
  }

  function start(caller: number): void {
    const startedMs = queue.nowMs();
    const session = burst.sessions === "one" ? 0 : caller;
    let failed = 0;
    const attempt = () => {
      const askedMs = queue.nowMs();
      const answer = (isServed: boolean) => {
        queue.add(queue.nowMs() + sample(times.network) / 2, () => {
          if (isServed && queue.nowMs() - askedMs <= patienceMs) {
            waitsMs.push(queue.nowMs() - startedMs);
          } else if (++failed < retries.attempts) {
            queue.add(queue.nowMs() + retries.pauseMs(failed, random), attempt);
          }
        });
      };
      queue.add(askedMs + sample(times.network) / 2, () => enter(session, answer));
    };
    attempt();
  }

  function enter(session: number, answer: (isServed: boolean) => void): void {
    const nowMs = queue.nowMs();
    if (!api(nowMs)) {
      counts.byApi += 1;
      answer(false);
      return;
    }
    const free = requests(nowMs) ? (idle.pop() ?? startInstance(nowMs)) : undefined;
    if (free === undefined) {
      counts.byLambda += 1;
      answer(false);
      return;
    }
    const startMs = started.has(free) ? 0 : sample(times.start);
    started.add(free);
    queue.add(nowMs + startMs + sample(times.work), () =>
      vend(free, session, (isServed) => {
        idle.push(free);
        answer(isServed);
      }),
    );
  }

  function startInstance(nowMs: number): Instance | undefined {
    if (counts.instances >= setUp.concurrency || !growth(nowMs)) return undefined;
    counts.instances += 1;
    return { sessions: new Set() };
  }

  function vend(instance: Instance, session: number, done: (isServed: boolean) => void): void {
    const take = () => {
      instance.sessions.add(session);
      done(true);
    };
    const ask = () => askSts(session, done, take);
    const afterTable = (happen: () => void, pauseMs = 0) =>
      queue.add(queue.nowMs() + pauseMs + sample(times.table), happen);
    const look = (orElse: () => void) => (table.get(session) === "minted" ? take() : orElse());
    const lookAgain = ([pauseMs, ...pauses]: readonly number[]) => {
      if (pauseMs === undefined) ask();
      else afterTable(() => look(() => lookAgain(pauses)), pauseMs);
    };
    const reserve = () => {
      const state = table.get(session);
      if (state === "minted" || (state !== undefined && state.leasedUntilMs > queue.nowMs())) {
        lookAgain(sharingMs.pauses);
      } else {
        table.set(session, { leasedUntilMs: queue.nowMs() + sharingMs.lease });
        ask();
      }
    };
    if (instance.sessions.has(session)) done(true);
    else if (!setUp.sharesSessions) ask();
    else afterTable(() => look(() => afterTable(reserve)));
  }

  function askSts(session: number, done: (isServed: boolean) => void, take: () => void): void {
    counts.stsCalls += 1;
    const isLetIn = sts(queue.nowMs());
    queue.add(queue.nowMs() + sample(isLetIn ? times.sts : times.network), () => {
      if (isLetIn) {
        table.set(session, "minted");
        take();
      } else {
        counts.bySts += 1;
        done(false);
      }
    });
  }

  for (let caller = 0; caller < callers; caller += 1) {
    queue.add(random() * withinSeconds * 1_000, () => start(caller));
  }
  queue.run();
  waitsMs.sort((one, other) => one - other);
  const percentile = (part: number) => waitsMs[Math.ceil(waitsMs.length * part) - 1] ?? Number.NaN;
  return { ...counts, served: waitsMs.length, p50Ms: percentile(0.5), p99Ms: percentile(0.99) };
}
