import { evaluateFilterPattern } from "./evaluate-filter-pattern.ts";
import type { NamedMetric } from "./named-metric.ts";
import { selectValue } from "./select-value.ts";
import type { TemplateResource } from "./template.ts";

interface Transformation {
  readonly MetricNamespace: string;
  readonly MetricName: string;
  readonly MetricValue: string;
  readonly Dimensions: readonly { readonly Key: string; readonly Value: string }[];
}

/**
 * The metrics that a metric filter makes of a line.
 * @throws Error where a dimension is nowhere in a line that matches: CloudWatch then counts under no dimension, where nobody looks; and for a value that is not 1
 */
export function filteredMetrics({ Properties }: TemplateResource, line: string): readonly NamedMetric[] {
  if (!evaluateFilterPattern(Properties["FilterPattern"], line)) return [];
  const transformations: readonly Transformation[] = Properties["MetricTransformations"];
  return transformations.map(({ MetricNamespace, MetricName, MetricValue, Dimensions }) => {
    if (MetricValue !== "1") throw new Error(`${MetricName}: counts ${MetricValue} for a line`);
    const dimensions = Dimensions.map(({ Key, Value }) => [Key, textAt(Value, line)]);
    return { namespace: MetricNamespace, name: MetricName, dimensions: Object.fromEntries(dimensions) };
  });
}

function textAt(selector: string, line: string): string {
  const value = selectValue(selector, line);
  if (typeof value !== "string") throw new Error(`${selector}: is nowhere in ${line}`);
  return value;
}
