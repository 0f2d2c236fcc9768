import { perMillionCached } from "./cost-of-requests.ts";
import { loads } from "./loads.ts";

/** A size of organisation: what its callers are, and what follows from that. */
export interface Growth {
  readonly name: string;
  readonly accounts: string;
  /** Processes that hold credentials at the same time. */
  readonly callers: number;
  /** Sessions among them: callers of the same grant and claims share one. */
  readonly sessions: number;
}

/** What a size of organisation asks of the service. */
export interface Demand {
  readonly requestsPerSecond: number;
  /** Where one instance had them all: the least that STS is asked. */
  readonly leastMintsPerSecond: number;
  /** Where all callers begin within a minute, each session by one call. */
  readonly burstMintsPerSecond: number;
  readonly burstRequestsPerSecond: number;
  /** Requests at the same time in that minute, where each asks STS: so many instances, and more while they start. */
  readonly burstConcurrency: number;
  readonly dollarsPerMonth: number;
}

/** The three that docs/scaling.md plans for. */
export const sizes: readonly Growth[] = [
  { name: "one account", accounts: "1", callers: 50, sessions: 20 },
  { name: "ten", accounts: "10", callers: 1_000, sessions: 200 },
  { name: "an organisation", accounts: "300", callers: 20_000, sessions: 5_000 },
];

/** What follows from a size. */
export function demandOf({ callers, sessions }: Growth): Demand {
  const requestsPerSecond = callers / loads.secondsBetweenAsks;
  const burstRequestsPerSecond = callers / 60;
  return {
    requestsPerSecond,
    leastMintsPerSecond: sessions / loads.secondsBetweenMints,
    burstRequestsPerSecond,
    burstMintsPerSecond: sessions / 60,
    burstConcurrency: Math.max(1, Math.ceil(burstRequestsPerSecond * (loads.stsMs / 1_000))),
    dollarsPerMonth: ((requestsPerSecond * loads.hoursPerMonth * 3_600) / 1e6) * perMillionCached,
  };
}
