import { isMap, isScalar, isSeq, type Pair, parseDocument, stringify, type YAMLSeq } from "yaml";
import { CliError } from "../cli-error.ts";
import type { AuthoredDenial } from "./author-denial.ts";

/** A map's text with an entry more. */
export interface EditedText {
  readonly text: string;
  /** What was written, as it stands there. */
  readonly added: string;
}

/**
 * Puts an entry at the end of the deny list and leaves every other character as it is: comments, blank lines and quotes are
 * the author's. Where the list is written in a way that has no place for a line more (in brackets with entries, as an
 * alias), the text is laid out anew, and comments stay.
 * @throws CliError for a text that is no mapping
 */
export function insertDenial(text: string, entry: AuthoredDenial): EditedText {
  const mark = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  const source = text.slice(mark.length);
  const edited = insertIntoJson(source, entry) ?? insertIntoLines(source, entry) ?? layOutAnew(source, entry);
  return { ...edited, text: mark + edited.text };
}

function insertIntoJson(text: string, entry: AuthoredDenial): EditedText | undefined {
  if (!text.trimStart().startsWith("{")) {
    return undefined;
  }
  try {
    const map = JSON.parse(text) as { deny?: unknown[] };
    const indent = /^\s*\{\s*\n(\s+)"/.exec(text)?.[1] ?? "";
    map.deny = [...(map.deny ?? []), entry];
    const end = /\s*$/.exec(text)?.[0] ?? "";
    return { text: JSON.stringify(map, undefined, indent) + end, added: JSON.stringify(entry) };
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

function insertIntoLines(text: string, entry: AuthoredDenial): EditedText | undefined {
  const document = parseDocument(text, { logLevel: "error", prettyErrors: false, merge: false, uniqueKeys: false });
  const root = document.contents;
  if (!isMap(root) || root.flow === true || /^\.\.\./m.test(text)) {
    return undefined;
  }
  const pair = root.items.find(({ key }) => isScalar(key) && key.value === "deny") as Pair | undefined;
  if (pair === undefined) {
    const end = text.endsWith("\n") || text === "" ? text.length : undefined;
    const before = end === undefined ? `${text}${newLine(text)}` : text;
    return addLines(before, before.length, `\ndeny:\n${printEntry(entry, 2)}`);
  }
  const list = pair.value;
  if (!isSeq(list) || list.range === undefined || list.range === null || list.anchor !== undefined) {
    return undefined;
  }
  if (list.items.length === 0) {
    return fillEmptyList(text, list, entry);
  }
  return list.flow === true ? undefined : appendToList(text, list, entry);
}

/** `deny: [] # note` keeps its note. */
function fillEmptyList(text: string, list: YAMLSeq, entry: AuthoredDenial): EditedText {
  const [start, end] = list.range as [number, number, number];
  const head = text.slice(0, start).trimEnd();
  const rest = text.slice(end);
  const lineEnd = rest.indexOf("\n");
  const tail = lineEnd < 0 ? `${rest}${newLine(text)}` : rest.slice(0, lineEnd + 1);
  const before = head + tail;
  const opened = before + (lineEnd < 0 ? "" : rest.slice(lineEnd + 1));
  return addLines(opened, before.length, printEntry(entry, 2));
}

function appendToList(text: string, list: YAMLSeq, entry: AuthoredDenial): EditedText | undefined {
  const first = rangeOf(list.items[0]);
  const last = rangeOf(list.items.at(-1));
  if (first === undefined || last === undefined) {
    return undefined;
  }
  const dash = text.lastIndexOf("-", first[0] - 1);
  const indent = dash - (text.lastIndexOf("\n", dash) + 1);
  const end = last[1];
  const lineEnd = text[end - 1] === "\n" ? end : text.indexOf("\n", end) + 1;
  const before = lineEnd === 0 ? `${text}${newLine(text)}` : text;
  return addLines(before, lineEnd === 0 ? before.length : lineEnd, printEntry(entry, indent));
}

function rangeOf(item: unknown): readonly [number, number, number] | undefined {
  const range = (item as { readonly range?: [number, number, number] | null } | undefined)?.range;
  return range ?? undefined;
}

function addLines(text: string, at: number, lines: string): EditedText {
  const added = lines.replaceAll("\n", newLine(text));
  return { text: text.slice(0, at) + added + text.slice(at), added };
}

function newLine(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

function printEntry(entry: AuthoredDenial, indent: number): string {
  const space = " ".repeat(indent);
  return stringify([entry], { lineWidth: 0 })
    .trimEnd()
    .split("\n")
    .map((line) => `${space}${line}\n`)
    .join("");
}

function layOutAnew(text: string, entry: AuthoredDenial): EditedText {
  const document = parseDocument(text, { logLevel: "error", prettyErrors: false });
  if (!isMap(document.contents)) {
    throw new CliError("the map is no mapping, so that there is no place for a denial");
  }
  const list = document.get("deny", true);
  if (isSeq(list)) {
    list.add(document.createNode(entry));
  } else {
    // What is no list itself may be the alias of one.
    const present: unknown = document.toJS().deny;
    document.set("deny", document.createNode([...(Array.isArray(present) ? present : []), entry]));
  }
  return { text: document.toString({ lineWidth: 0 }), added: printEntry(entry, 2) };
}
