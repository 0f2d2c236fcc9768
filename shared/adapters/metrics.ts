import type { Metrics } from "@aws-lambda-powertools/metrics";

/** What is counted. Each name is a public one: alarms rest on it. */
interface MetricValues {
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
  readonly SharedSessionRefused?: number;
  readonly SharedSessionsUnavailable?: number;
  readonly SharedSessionsDenied?: number;
}

/** Writes one line in CloudWatch's embedded metric format. Never throws, never rejects. */
export type RecordMetrics = (values: MetricValues) => Promise<void>;

const metricsNamespace = "CredentialVending";

/**
 * Metrics by way of the log, which cost a request no call.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function createMetrics(serviceName: string): RecordMetrics {
  let loading: Promise<Metrics> | undefined;

  async function load(): Promise<Metrics> {
    const { Metrics } = await import("@aws-lambda-powertools/metrics");
    return new Metrics({ namespace: metricsNamespace, serviceName });
  }

  return async (values) => {
    try {
      loading ??= load();
      const metrics = await loading;
      for (const [name, value] of Object.entries(values) as [string, number][]) {
        metrics.addMetric(name, name.endsWith("Seconds") ? "Seconds" : "Count", value);
      }
      metrics.publishStoredMetrics();
    } catch {
      // A service that stopped vending because it could not count would be worth less than one that does not count.
    }
  };
}
