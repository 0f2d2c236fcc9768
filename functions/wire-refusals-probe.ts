import { createRefusalsProbeLog } from "../shared/adapters/refusals-probe-log.ts";
import { createTelemetry } from "../shared/adapters/telemetry.ts";
import { readProbeConfig } from "../shared/config/read-probe-config.ts";
import { createExpiredToken } from "../shared/probe/expired-token.ts";
import { probeRefusals } from "../shared/probe/probe-refusals.ts";
import { sendProbe } from "../shared/probe/send-probe.ts";
import { wireProbeTokens } from "./wire-probe-tokens.ts";

/** What all hostile requests of a run may take: with the tokens, less than the function may. */
const totalMs = 20_000;

/**
 * What sends hostile requests, each time it is called, and tells which were not refused.
 * @throws ConfigError
 */
export function wireRefusalsProbe(): () => Promise<void> {
  const config = readProbeConfig();
  const { url, grant, deniedGrant } = config;
  const tell = createRefusalsProbeLog(createTelemetry(config.serviceName));
  const tokens = wireProbeTokens(config);
  const expiredToken = createExpiredToken(Date.now);
  return async () => {
    const report = await probeRefusals({
      target: { url, grant },
      deniedGrant,
      readTokens: async () => {
        const [token, forOther] = await Promise.all([tokens.read(), tokens.readForOther?.()]);
        return { token, forOther, expired: expiredToken(token) };
      },
      send: sendProbe,
      totalMs,
    });
    await tell(report);
  };
}
