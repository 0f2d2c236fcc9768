/** A metric of CloudWatch, as alarms, dashboards and metric filters name it. What refers to a resource has `${LogicalId}` for a value. */
export interface NamedMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}
