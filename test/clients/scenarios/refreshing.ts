import { setTimeout as sleep } from "node:timers/promises";

/** Whatever is kept is old enough to be refreshed. */
export const alwaysRefresh = { VEND_REFRESH_AHEAD_SECONDS: "100000" } as const;

/** Waits until it is so, or until it is clear that it will not be: the assertion that follows tells. */
export async function until(isSo: () => boolean | Promise<boolean>, patienceMs = 8_000): Promise<void> {
  for (const endMs = performance.now() + patienceMs; performance.now() < endMs; ) {
    if (await isSo()) return;
    await sleep(50);
  }
}
