import { setTimeout as sleep } from "node:timers/promises";

/** What a service says of itself; `unknown` where nobody of it has answered, such as from another network. */
export type Readiness = "ready" | "not ready" | "unknown";

/**
 * Waits until the service has a policy map to decide with.
 * @param url of the API
 * @returns what was known at the end
 */
export async function awaitReady(url: string, patienceMs: number, pauseMs = 1_000): Promise<Readiness> {
  const end = Date.now() + patienceMs;
  let state: Readiness;
  do {
    state = await ask(`${url}/readyz`);
    if (state === "ready") return state;
    await sleep(pauseMs);
  } while (Date.now() < end);
  return state;
}

/** API Gateway itself answers 403 and 404, where an address is closed or somebody else's; what the service cannot is 5xx. */
async function ask(url: string): Promise<Readiness> {
  try {
    const { ok, status } = await fetch(url, { signal: AbortSignal.timeout(5_000), redirect: "error" });
    if (ok) return "ready";
    return status >= 500 ? "not ready" : "unknown";
  } catch {
    return "unknown"; // not there yet, or not reachable from here
  }
}
