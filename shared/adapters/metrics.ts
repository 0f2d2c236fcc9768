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

/** Writes one line in CloudWatch's embedded metric format. Never throws. */
export type RecordMetrics = (values: MetricValues) => void;

const metricsNamespace = "CredentialVending";

/**
 * Metrics by way of the log, which cost a request no call. By hand, since each start writes such a line, and to load a library for
 * it takes 6 ms of CPU time.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function createMetrics(serviceName: string): RecordMetrics {
  return (values) => {
    const directive = {
      Namespace: metricsNamespace,
      Dimensions: [["service"]],
      Metrics: Object.keys(values).map((name) => ({
        Name: name,
        Unit: name.endsWith("Seconds") ? "Seconds" : "Count",
      })),
    };
    const line = { _aws: { Timestamp: Date.now(), CloudWatchMetrics: [directive] }, service: serviceName, ...values };
    try {
      process.stdout.write(`${JSON.stringify(line)}\n`);
    } catch {
      // A service that stopped vending because it could not count would be worth less than one that does not count.
    }
  };
}
