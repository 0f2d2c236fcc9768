import type { TellNews } from "./telemetry.ts";

interface VendingReport {
  readonly vended: boolean;
  /** Undefined where there were no credentials. */
  readonly requestMs?: number;
}

/** Says what came of a run of the probe that vends: one log line and one metric line. Resolves when both are written. */
export function createVendingProbeLog(tellNews: TellNews): (report: VendingReport) => Promise<void> {
  return (report) =>
    tellNews({
      metrics: {
        ProbeVended: report.vended ? 1 : 0,
        ...(report.requestMs !== undefined && { ProbeMs: report.requestMs }),
      },
      log: { level: report.vended ? "info" : "error", message: "probe", details: { probe: report } },
    });
}
