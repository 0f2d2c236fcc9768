import { Fault } from "../model/fault.ts";
import type { Clock, ReplayStore } from "../model/ports.ts";
import { createDynamoReplayStore } from "./replay-dynamodb.ts";

/** What remembers uses in this deployment: the table that it names, or nothing. */
export function createReplayStore({
  table,
  ...options
}: {
  readonly table: string | undefined;
  readonly region: string;
  readonly now: Clock;
}): ReplayStore {
  return table === undefined ? forgetful : createDynamoReplayStore({ ...options, table });
}

/** Maps with one-time grants do not become live where this stands, so that nobody asks it; whoever does is refused. */
const forgetful: ReplayStore = {
  claim: async () => {
    throw new Fault("UpstreamUnavailable", "there is no table that remembers what was used: REPLAY_TABLE is not set");
  },
  release: async () => undefined,
};
