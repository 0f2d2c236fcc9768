import type { NamedMetric } from "./named-metric.ts";

/** One line of a widget: namespace, name, names and values of dimensions, and how it is drawn. */
type Row = readonly (string | object)[];

/** As CloudWatch writes a search for all values of one dimension. */
const searchShape = /^SEARCH\('\{(\w+),service,code\} MetricName="(\w+)" service="([\w-]+)"', 'Sum', 300\)$/;

/**
 * The metrics of a widget, written out: `.` in a row is what stands there in the row before, `...` all of it but for what comes at the end. Of a search by code,
 * that of one code.
 * Source: "Dashboard body structure and syntax".
 * @throws Error for an expression of another form
 */
export function dashboardMetrics(rows: readonly Row[]): readonly NamedMetric[] {
  let above: readonly string[] = [];
  return rows.map((row) => {
    const [first] = row;
    if (typeof first === "object") return searchedMetric((first as { readonly expression: string }).expression);
    above = writtenOut(
      row.filter((part) => typeof part === "string"),
      above,
    );
    const [namespace = "", name = "", ...pairs] = above;
    return { namespace, name, dimensions: dimensionsOf(pairs) };
  });
}

function searchedMetric(expression: string): NamedMetric {
  const [, namespace, name, service] = searchShape.exec(expression) ?? [];
  if (namespace === undefined || name === undefined || service === undefined) {
    throw new Error(`${expression}: is no search that is known here`);
  }
  return { namespace, name, dimensions: { service, code: "Internal" } };
}

function writtenOut(row: readonly string[], above: readonly string[]): readonly string[] {
  const whole = row[0] === "..." ? [...above.slice(0, above.length - row.length + 1), ...row.slice(1)] : row;
  return whole.map((part, place) => (part === "." ? (above[place] ?? "") : part));
}

function dimensionsOf(pairs: readonly string[]): Readonly<Record<string, string>> {
  const dimensions: Record<string, string> = {};
  for (let place = 0; place < pairs.length; place += 2) dimensions[pairs[place] ?? ""] = pairs[place + 1] ?? "";
  return dimensions;
}
