import type { Burst, Retries, SetUp } from "./simulate-burst.ts";

const deployed: SetUp = {
  name: "as deployed",
  apiPerSecond: 100,
  apiBurst: 200,
  concurrency: 1_000,
  provisioned: 0,
  sharesSessions: false,
};
const open: SetUp = { ...deployed, name: "API 5,000/s", apiPerSecond: 5_000, apiBurst: 5_000 };
const provisioned: SetUp = { ...open, name: "+ provisioned 100", provisioned: 100 };
const shared: SetUp = { ...open, name: "+ shared", sharesSessions: true };
/** Its own requests a second are ten for each instance. */
const reserved: SetUp = { ...open, name: "+ reserved 50", concurrency: 50 };

/** One attempt, as of PHP and Rust. */
const once: Retries = { name: "none", attempts: 1, pauseMs: () => 0 };

/** As Python and the AWS CLI do. */
const sdk: Retries = { name: "SDK: 3, 1 s apart", attempts: 3, pauseMs: () => 1_000 };

/** A job that is written for it: full jitter, the pause doubling up to half a minute. */
const patient: Retries = {
  name: "jitter, up to 30 s",
  attempts: 30,
  pauseMs: (failed, random) => 1_000 + random() * Math.min(30_000, 1_000 * 2 ** failed),
};

/** What the page shows. */
export const bursts: readonly Burst[] = [
  ...[deployed, shared].flatMap((setUp) => of(10, setUp, { sessions: "one", withinSeconds: 2 })),
  ...[deployed, open, provisioned, shared, reserved].flatMap((setUp) =>
    of(1_000, setUp, { sessions: "one", withinSeconds: 2 }),
  ),
  ...[deployed, open, shared].flatMap((setUp) => of(1_000, setUp, { sessions: "each", withinSeconds: 2 })),
  ...of(1_000, deployed, { sessions: "each", withinSeconds: 60 }),
  ...[deployed, open, provisioned, shared, reserved].flatMap((setUp) =>
    of(100_000, setUp, { sessions: "one", withinSeconds: 60 }),
  ),
  ...[open, shared, reserved].flatMap((setUp) => of(100_000, setUp, { sessions: "each", withinSeconds: 60 })),
  ...[once, patient].flatMap((retries) => of(100_000, open, { sessions: "each", withinSeconds: 60 }, retries)),
  ...of(100_000, reserved, { sessions: "each", withinSeconds: 60 }, patient),
];

function of(
  callers: number,
  setUp: SetUp,
  how: Pick<Burst, "sessions" | "withinSeconds">,
  retries: Retries = sdk,
): Burst[] {
  return [{ callers, setUp, retries, ...how }];
}
