import type { NamedMetric } from "./named-metric.ts";
import type { TemplateResource } from "./template.ts";

interface Described {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string | { readonly Ref: string } }[];
}

interface Query {
  readonly MetricStat?: { readonly Metric: Described };
}

/** The metrics that an alarm looks at, by itself or in an expression. */
export function alarmMetrics({ Properties }: TemplateResource): readonly NamedMetric[] {
  const queries: readonly Query[] = Properties["Metrics"] ?? [{ MetricStat: { Metric: Properties } }];
  return queries.flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : [nameOf(MetricStat.Metric)]));
}

function nameOf({ Namespace, MetricName, Dimensions }: Described): NamedMetric {
  const dimensions = Dimensions.map(({ Name, Value }) => [
    Name,
    typeof Value === "string" ? Value : `\${${Value.Ref}}`,
  ]);
  return { namespace: Namespace, name: MetricName, dimensions: Object.fromEntries(dimensions) };
}
