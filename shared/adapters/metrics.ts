import { Metrics } from "@aws-lambda-powertools/metrics";

/** What is counted. Each name is a public one: alarms rest on it. */
export interface MetricValues {
  readonly PolicyMapActivated?: number;
  readonly PolicyMapRefused?: number;
  readonly PolicyMapFetchFailed?: number;
  readonly PolicyMapAgeSeconds?: number;
  readonly KeySetsFetched?: number;
  readonly KeySetsFetchFailed?: number;
  /** Of the oldest set. */
  readonly KeySetsAgeSeconds?: number;
  /** By an instance, from the issuer itself. */
  readonly IssuerKeysFetchFailed?: number;
  /** AssumeRole calls that STS itself throttled: not those that were held back so that it would not. */
  readonly StsThrottled?: number;
  /** Of a run of the probe, 1 or 0. */
  readonly ProbeVended?: number;
  readonly ProbeMs?: number;
  readonly HostileTokensVended?: number;
  readonly HostileTokensRefused?: number;
  readonly HostileTokensUnjudged?: number;
  readonly SharedSessionRefused?: number;
  readonly SharedSessionsUnavailable?: number;
  readonly SharedSessionsDenied?: number;
}

/** Writes one line in CloudWatch's embedded metric format, of values that are of this time. */
export type WriteMetrics = (values: MetricValues, at: Date) => void;

const metricsNamespace = "CredentialVending";

/** Metrics by way of the log, which cost a request no call. Loaded with the first of them: see `telemetry`. */
export function createMetrics(serviceName: string): WriteMetrics {
  const metrics = new Metrics({ namespace: metricsNamespace, serviceName });
  return (values, at) => {
    for (const [name, value] of Object.entries(values) as [string, number][]) {
      metrics.addMetric(name, unitOf(name), value);
    }
    metrics.setTimestamp(at);
    metrics.publishStoredMetrics();
  };
}

/** By the end of its name, as everywhere here. */
function unitOf(name: string) {
  if (name.endsWith("Ms")) return "Milliseconds";
  return name.endsWith("Seconds") ? "Seconds" : "Count";
}
