import { setTimeout as sleep } from "node:timers/promises";
import { bearer, httpRequest } from "./http-request.ts";
import type { RunningStack } from "./run-stack.ts";

const mostTries = 20;

/**
 * Has the stack give its first credentials, which a busy machine may not do in time: whoever counts requests begins after that.
 * @throws Error where it gives none
 */
export async function warmStack(stack: RunningStack): Promise<void> {
  const token = await stack.token("report-runner");
  for (const grant of ["nightly-report", "archive-read"]) {
    for (let tries = 1; ; tries += 1) {
      const { status, text } = await httpRequest(`${stack.url}/v1/credentials/${grant}`, { headers: bearer(token) });
      if (status === 200) break;
      if (tries === mostTries) throw new Error(`the stack gives no credentials of ${grant}: ${status} ${text}`);
      await sleep(500);
    }
  }
}
