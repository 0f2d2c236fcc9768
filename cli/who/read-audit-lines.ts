import { asAuditLine } from "./as-audit-line.ts";
import type { AuditLine } from "./audit-line.ts";
import { exportedMessages } from "./exported-messages.ts";
import { isTooDeep } from "./is-too-deep.ts";
import { plainBytes } from "./plain-bytes.ts";
import { splitLines } from "./split-lines.ts";

/** Why a part of a log was passed over that may have held a record. */
export type Unread = "tooLong" | "tooDeep" | "broken";

/** A line of CloudWatch has 1 MiB at most; an export in one line has many of them. */
const mostLineBytes = 16 * 1_024 * 1_024;
/** Of an export over several lines, which is kept until its end. In UTF-16 units. */
const mostDocumentUnits = 64 * 1_024 * 1_024;

/**
 * What CloudWatch and Lambda put before a line, and nothing else: the time (an export to S3, `aws logs tail`), the stream's name (`tail`), and the
 * time, request and level of Lambda's text format. Behind any other words, what looks like a record is quoted by somebody.
 */
const platformWords =
  /^\s*(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?\s+)?(?:\d{4}\/\d\d\/\d\d\/\S{0,200}\[\S{1,100}\][0-9a-f]+\s+)?(?:\d{4}-\d\d-\d\dT[\d:.]+Z\s+)?(?:[\w-]{1,64}\s+(?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\s+)?(?=\{|\[\s*[[{"])/;

/**
 * Reads audit records, one after the other, from what logs come as: the lines themselves, with what the platform has put before
 * them; or an export, whose records are texts in its JSON. Compressed by gzip or not. What is no audit record is passed over.
 * @param note told of each part that could not be read, so that nobody takes silence for an answer
 * @throws what the source throws, and zlib's errors
 */
export async function* readAuditLines(
  bytes: AsyncIterable<Uint8Array>,
  note: (why: Unread) => void,
): AsyncGenerator<AuditLine> {
  let document: string[] = [];
  let documentUnits = 0;
  for await (const line of splitLines(plainBytes(bytes), mostLineBytes)) {
    if (line === undefined) {
      note("tooLong");
      continue;
    }
    const edge = line.trimEnd();
    if (document.length === 0 && edge !== "{" && edge !== "[") {
      yield* recordsOfLine(line, note);
      continue;
    }
    document.push(line);
    documentUnits += line.length;
    const isWhole = document.length > 1 && (edge === "}" || edge === "]");
    if (!isWhole && documentUnits <= mostDocumentUnits) continue;
    if (isWhole) yield* recordsOfDocument(document, note);
    else yield* recordsOfNoDocument(document, "tooLong", note);
    document = [];
    documentUnits = 0;
  }
  if (document.length > 0) yield* recordsOfNoDocument(document, "broken", note);
}

function recordsOfDocument(lines: readonly string[], note: (why: Unread) => void): readonly AuditLine[] {
  const text = lines.join("\n");
  if (isTooDeep(text)) return recordsOfNoDocument(lines, "tooDeep", note);
  const value = parse(text);
  return value === undefined ? recordsOfNoDocument(lines, "broken", note) : recordsOf(value, note);
}

/** A brace in a line of its own, in a log of lines, must not hide those behind it. */
function recordsOfNoDocument(lines: readonly string[], why: Unread, note: (why: Unread) => void): readonly AuditLine[] {
  note(why);
  return lines.flatMap((line) => recordsOfLine(line, () => undefined));
}

function recordsOfLine(line: string, note: (why: Unread) => void): readonly AuditLine[] {
  const value = valueOfLine(line, note);
  return value === undefined ? [] : recordsOf(value, note);
}

function recordsOf(value: unknown, note: (why: Unread) => void): readonly AuditLine[] {
  const line = asAuditLine(value);
  if (line !== undefined) return [line];
  return exportedMessages(value).flatMap((message) => {
    const own = asAuditLine(typeof message === "string" ? valueOfLine(message, note) : message);
    return own === undefined ? [] : [own];
  });
}

/** Undefined for a line that is no JSON, or has no audit record for sure. */
function valueOfLine(line: string, note: (why: Unread) => void): unknown {
  if (!line.includes("audit")) return undefined;
  const words = platformWords.exec(line)?.[0];
  if (words === undefined) return undefined;
  const text = line.slice(words.length);
  if (isTooDeep(text)) {
    note("tooDeep");
    return undefined;
  }
  const value = parse(text);
  if (value === undefined) note("broken");
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
