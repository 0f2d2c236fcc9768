import { createDataKeys } from "../shared/adapters/data-keys.ts";
import { createSharedSessionTable } from "../shared/adapters/shared-session-table.ts";
import { createSharedSessions, type ReadySharedSessions } from "../shared/adapters/shared-sessions.ts";
import { createSharedSessionsLog } from "../shared/adapters/shared-sessions-log.ts";
import type { TellNews } from "../shared/adapters/telemetry.ts";
import type { Config } from "../shared/config/read-config.ts";

/** The sessions that all instances share; undefined: this deployment shares none. Neither client is loaded before it is warm or asked. */
export function wireSharedSessions(
  { sharedSessions, region }: Config,
  tellNews: TellNews,
): ReadySharedSessions | undefined {
  if (sharedSessions === undefined) return undefined;
  const { table, keyArn, timeoutMs } = sharedSessions;
  const now = Date.now;
  return createSharedSessions({
    table: createSharedSessionTable({ table, region, now }),
    keys: createDataKeys({ keyArn, region, now }),
    now,
    random: Math.random,
    timeoutMs,
    onEvent: createSharedSessionsLog(tellNews),
  });
}
