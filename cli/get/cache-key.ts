import { createHash } from "node:crypto";
import type { Settings } from "../../clients/node/settings.ts";

/**
 * Under what credentials are kept: a digest of all that was asked for and of who asked, so that no two callers share any.
 * @throws Failure where it cannot be told who asks
 */
export async function cacheKey(settings: Settings): Promise<string> {
  const { url, grant, durationSeconds, parameters, tokens } = settings;
  const sorted = Object.entries(parameters).sort(([one], [other]) => (one < other ? -1 : 1));
  const asked = [url.href, grant ?? null, durationSeconds ?? null, sorted, await tokens.whose()];
  return createHash("sha256").update(JSON.stringify(asked)).digest("hex");
}
