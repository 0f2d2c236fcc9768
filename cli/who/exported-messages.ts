/**
 * The messages in an export of CloudWatch Logs: `aws logs filter-log-events` and `get-log-events`, a subscription's document, `aws logs
 * get-query-results`, Logs Insights' own JSON, or a part of these (`--query events`, `jq '.events[]'`). Only members that CloudWatch fills count: of
 * a line of a log, which has a `level`, none is.
 * @returns texts of lines, and lines that an export has as values
 */
export function exportedMessages(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap(messagesOfItem);
  if (typeof value !== "object" || value === null || "level" in value) return [];
  const { events, logEvents, results } = value as Readonly<Record<string, unknown>>;
  const lists = [events, logEvents, results].filter((list) => Array.isArray(list));
  return lists.length > 0 ? lists.flat().flatMap(messagesOfItem) : messagesOfItem(value);
}

function messagesOfItem(item: unknown): readonly unknown[] {
  if (typeof item === "string") return [item];
  if (Array.isArray(item)) return item.flatMap(messageOfField);
  if (typeof item !== "object" || item === null) return [];
  const { timestamp, message, "@message": queried } = item as Readonly<Record<string, unknown>>;
  if ("level" in item) return [item];
  // A time in milliseconds is CloudWatch's; that of a log's own line is a text.
  if (typeof timestamp === "number" && typeof message === "string") return [message];
  return queried === undefined ? [] : [queried];
}

/** A row of a query's results is a list of its fields. */
function messageOfField(field: unknown): readonly unknown[] {
  if (typeof field !== "object" || field === null) return [];
  const { field: name, value } = field as { readonly field?: unknown; readonly value?: unknown };
  return name === "@message" ? [value] : [];
}
