import type { TellNews } from "./telemetry.ts";

/** Names of what was sent. */
interface RefusalsReport {
  readonly vended: readonly string[];
  readonly refused: readonly string[];
  readonly unjudged: readonly string[];
}

/**
 * Says what came of a run of the probe that must be refused: one log line and one metric line. Resolves when both are written. What was given
 * credentials is an error, whatever else went well.
 */
export function createRefusalsProbeLog(tellNews: TellNews): (report: RefusalsReport) => Promise<void> {
  return ({ vended, refused, unjudged }) => {
    const level = vended.length > 0 ? "error" : unjudged.length > 0 ? "warn" : "info";
    const details = { hostileProbe: { vended, unjudged, refusedCount: refused.length } };
    return tellNews({
      metrics: {
        HostileTokensVended: vended.length,
        HostileTokensRefused: refused.length,
        HostileTokensUnjudged: unjudged.length,
      },
      log: { level, message: "hostile probe", details },
    });
  };
}
