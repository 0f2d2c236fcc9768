import type { Clock } from "../model/ports.ts";
import type { SharedSession, SharedSessions } from "../model/shared-session.ts";
import { createSingleFlight } from "./single-flight.ts";

const none: SharedSession = { session: undefined, refused: undefined };

/** What other instances have of a session that this one has not: with one look for all who ask at the same time. */
export function createRecall(
  shared: SharedSessions | undefined,
  now: Clock,
  frozenAfterMs: number,
): (digest: string) => Promise<SharedSession> {
  if (shared === undefined) return async () => none;
  const flights = createSingleFlight<SharedSession>(now, frozenAfterMs);
  return (digest) => flights.join(digest, () => shared.recall(digest)).landing;
}
