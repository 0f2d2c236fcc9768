import { setTimeout as sleep } from "node:timers/promises";

/**
 * Waits until the service has a policy map to decide with.
 * @param url of the API
 * @returns false where it does not say so within the time: where it is reached by another address, too
 */
export async function awaitReady(url: string, patienceMs: number, pauseMs = 1_000): Promise<boolean> {
  const end = Date.now() + patienceMs;
  do {
    if (await isReady(`${url}/readyz`)) return true;
    await sleep(pauseMs);
  } while (Date.now() < end);
  return false;
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(5_000), redirect: "error" })).ok;
  } catch {
    return false; // not there yet, or not reachable from here
  }
}
