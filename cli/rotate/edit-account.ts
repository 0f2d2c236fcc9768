import { isAlias, isMap, isScalar, type Pair, parseDocument, type YAMLMap } from "yaml";
import { CliError } from "../cli-error.ts";

/** An external ID as an author writes it. */
export type AuthoredExternalId = string | { readonly ssm: string } | { readonly secret: string };

/** One change of an account's entry. */
export type AccountEdit =
  | { readonly kind: "add"; readonly key: string; readonly value: AuthoredExternalId }
  | { readonly kind: "remove"; readonly key: string }
  /** The value of `externalId` and that of `key` change places, and the key becomes another. */
  | { readonly kind: "swap"; readonly key: string; readonly newKey: string };

/** Where something is in the text, from its first character to the one behind its last. */
type Span = readonly [start: number, end: number];

/**
 * A map's text with one account's entry changed, and every other character left as it is: comments, blank lines and quotes are
 * the author's.
 * @throws CliError for an entry that is written in a way that cannot be changed in place
 */
export function editAccount(text: string, account: string, edit: AccountEdit): string {
  const mark = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  const source = text.slice(mark.length);
  const entry = findEntry(source, account);
  const changes =
    edit.kind === "add"
      ? add(source, entry, edit)
      : edit.kind === "remove"
        ? remove(source, entry, edit)
        : swap(source, entry, edit);
  const last = [...changes].sort(([one], [other]) => other[0] - one[0]);
  return (
    mark +
    last.reduce((edited, [[start, end], written]) => edited.slice(0, start) + written + edited.slice(end), source)
  );
}

type Change = readonly [span: Span, written: string];

function findEntry(text: string, account: string): YAMLMap {
  const document = parseDocument(text, { logLevel: "error", prettyErrors: false, merge: false, uniqueKeys: false });
  const entry = pairOf(pairOf(document.contents, "accounts")?.value, account)?.value;
  if (!isMap(entry)) throw unusual(account);
  return entry;
}

function pairOf(map: unknown, key: string): Pair | undefined {
  return isMap(map) ? map.items.find((pair) => isScalar(pair.key) && pair.key.value === key) : undefined;
}

function add(text: string, entry: YAMLMap, { key, value }: AccountEdit & { kind: "add" }): readonly Change[] {
  const beside = pairOf(entry, "externalId");
  const keySpan = spanOf(beside?.key);
  const valueSpan = spanOf(beside?.value);
  if (keySpan === undefined || valueSpan === undefined) throw unusual("the account");
  if (entry.flow === true) {
    const isQuoted = text[keySpan[0]] === '"';
    const written = isQuoted ? `, "${key}": ${JSON.stringify(value)}` : `, ${key}: ${write(value)}`;
    return [[[valueSpan[1], valueSpan[1]], written]];
  }
  const lineBreak = text.includes("\r\n") ? "\r\n" : "\n";
  const indent = " ".repeat(columnOf(text, keySpan[0]));
  const end = endOfLines(text, valueSpan);
  const opening = text.slice(0, end).endsWith("\n") ? "" : lineBreak;
  return [[[end, end], `${opening}${indent}${key}: ${write(value)}${lineBreak}`]];
}

function remove(text: string, entry: YAMLMap, { key }: AccountEdit & { kind: "remove" }): readonly Change[] {
  const pair = pairOf(entry, key);
  const keySpan = spanOf(pair?.key);
  const valueSpan = spanOf(pair?.value);
  if (keySpan === undefined || valueSpan === undefined) throw unusual("the account");
  if (entry.flow !== true) {
    const start = keySpan[0] - columnOf(text, keySpan[0]);
    return [[[start, endOfLines(text, valueSpan)], ""]];
  }
  const comma = text.slice(0, keySpan[0]).trimEnd();
  if (comma.endsWith(",")) return [[[comma.length - 1, valueSpan[1]], ""]];
  const following = /^\s*,\s*/.exec(text.slice(valueSpan[1]))?.[0] ?? "";
  return [[[keySpan[0], valueSpan[1] + following.length], ""]];
}

function swap(text: string, entry: YAMLMap, { key, newKey }: AccountEdit & { kind: "swap" }): readonly Change[] {
  const sent = pairOf(entry, "externalId");
  const other = pairOf(entry, key);
  const keySpan = spanOf(other?.key);
  const [one, two] = [spanOf(sent?.value), spanOf(other?.value)];
  // A block over several lines has an indentation of its own, and may have comments inside.
  const isInLine = [sent, other].every((pair) =>
    isMap(pair?.value) ? pair.value.flow === true : !text.slice(...(spanOf(pair?.value) ?? [0, 0])).includes("\n"),
  );
  if (keySpan === undefined || one === undefined || two === undefined || !isInLine) throw unusual("the account");
  return [
    [one, text.slice(...two)],
    [two, text.slice(...one)],
    [keySpan, text.slice(...keySpan).replace(key, newKey)],
  ];
}

/** Of a value that is written there, and not somewhere else that it refers to. */
function spanOf(node: unknown): Span | undefined {
  if (isAlias(node)) return undefined;
  const { range, anchor } = (node ?? {}) as {
    readonly range?: readonly [number, number, number] | null;
    readonly anchor?: string;
  };
  return range === undefined || range === null || anchor !== undefined ? undefined : [range[0], range[1]];
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf("\n", offset - 1) + 1);
}

/** Behind the line in which a value ends, with what is noted behind it. */
function endOfLines(text: string, [, end]: Span): number {
  if (text[end - 1] === "\n") return end;
  const lineEnd = text.indexOf("\n", end);
  return lineEnd < 0 ? text.length : lineEnd + 1;
}

function write(value: AuthoredExternalId): string {
  if (typeof value === "string") return JSON.stringify(value);
  const [[place, name] = ["", ""]] = Object.entries(value);
  return `{ ${place}: ${JSON.stringify(name)} }`;
}

function unusual(what: string): CliError {
  return new CliError(
    `${what} is written in a way that this command cannot change (an alias, a merge, a value over several lines); change it by hand`,
  );
}
