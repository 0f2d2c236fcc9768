import { createCallerIdentity } from "../shared/adapters/caller-identity.ts";
import { createTelemetry } from "../shared/adapters/telemetry.ts";
import { createVendingProbeLog } from "../shared/adapters/vending-probe-log.ts";
import { withinTime } from "../shared/adapters/within-time.ts";
import { readProbeConfig } from "../shared/config/read-probe-config.ts";
import { probeVending } from "../shared/probe/probe-vending.ts";
import { sendProbe } from "../shared/probe/send-probe.ts";
import { wireProbeTokens } from "./wire-probe-tokens.ts";

/** What AWS may take to say whose the credentials are. */
const identityBudgetMs = 3_000;

/**
 * What vends once, each time it is called, and tells what came of it.
 * @throws ConfigError
 */
export function wireVendingProbe(): () => Promise<void> {
  const config = readProbeConfig();
  const { url, grant, roleArn, region } = config;
  const tell = createVendingProbeLog(createTelemetry(config.serviceName));
  const tokens = wireProbeTokens(config);
  const identify = createCallerIdentity(region, { connectionTimeoutMs: 500, attemptTimeoutMs: 1_200, attempts: 2 });
  return async () => {
    const report = await probeVending({
      target: { url, grant },
      roleArn,
      readToken: tokens.read,
      send: sendProbe,
      identify: (keys) => withinTime(() => identify(keys), identityBudgetMs),
    });
    await tell(report);
  };
}
