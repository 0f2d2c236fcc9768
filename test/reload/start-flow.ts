import { setTimeout as sleep } from "node:timers/promises";
import type { Service } from "./start-service.ts";

/** What became of one request. Times are of `performance.now`. */
export interface Outcome {
  readonly startedMs: number;
  readonly tookMs: number;
  /** `200`, or the code of the error. */
  readonly outcome: string;
}

/** Requests that go on coming, one some milliseconds after the other, whether the one before is answered or not. */
export interface Flow {
  /** Of all requests that were begun from this time on; each is answered first. */
  readonly since: (startedMs: number) => Promise<readonly Outcome[]>;
  /** Waits until a request gets this, and says when that request began. */
  readonly firstWith: (outcome: string, sinceMs: number) => Promise<number>;
  /** Ends it, and gives everything. */
  readonly stop: () => Promise<readonly Outcome[]>;
}

const everyMs = 20;
const patienceMs = 10_000;

export function startFlow({ vend }: Service): Flow {
  const requests: Promise<Outcome>[] = [];
  const answered: Outcome[] = [];
  let isOn = true;

  async function request(): Promise<Outcome> {
    const startedMs = performance.now();
    // A request that is lost would throw, and so fail whoever waits for it.
    const { status, code } = await vend();
    const outcome = { startedMs, tookMs: performance.now() - startedMs, outcome: code ?? String(status) };
    answered.push(outcome);
    return outcome;
  }

  const running = (async () => {
    while (isOn) {
      requests.push(request());
      await sleep(everyMs);
    }
  })();

  const all = () => Promise.all(requests);
  return {
    since: async (sinceMs) => (await all()).filter(({ startedMs }) => startedMs >= sinceMs),
    firstWith: async (wanted, sinceMs) => {
      const untilMs = performance.now() + patienceMs;
      while (performance.now() < untilMs) {
        const found = answered.find(({ startedMs, outcome }) => startedMs >= sinceMs && outcome === wanted);
        if (found !== undefined) return found.startedMs;
        await sleep(everyMs / 2);
      }
      const seen = [...new Set(answered.map(({ outcome }) => outcome))].join(", ");
      throw new Error(`no request has got ${wanted} within ${patienceMs} ms, only ${seen}`);
    },
    stop: async () => {
      isOn = false;
      await running;
      return await all();
    },
  };
}
