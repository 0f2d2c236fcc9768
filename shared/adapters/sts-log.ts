import type { StsThrottle } from "./sts-guards.ts";
import type { TellNews } from "./telemetry.ts";

/**
 * Says that STS throttled a call: one log line and one metric line each. They are few, however many callers there are, since the rate
 * of calls is lowered with the first.
 */
export function createStsLog(tellNews: TellNews): (throttle: StsThrottle) => void {
  return (throttle) => {
    const details = { sts: { event: "throttled", ...throttle } };
    void tellNews({ metrics: { StsThrottled: 1 }, log: { level: "warn", message: "sts", details } });
  };
}
