import { type FileHandle, open } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { CliError } from "../cli-error.ts";
import { pathOf, wordFailure } from "../input/read-text.ts";

/** An audit record as the log has it, with the time of its line. */
export interface AuditLine {
  /** ISO 8601; empty where the line has none. */
  readonly timestamp: string;
  readonly audit: Readonly<Record<string, unknown>>;
}

/**
 * Reads audit records, one after the other, from what logs come as: the lines themselves, with whatever a platform has put before
 * them; or an export, whose records are texts somewhere in its JSON (`aws logs filter-log-events`, `get-query-results`, a subscription).
 * Compressed by gzip or not. What is no audit record is passed over.
 * @param location a file
 * @throws CliError where it cannot be read
 */
export async function* readAuditLines(location: string): AsyncGenerator<AuditLine> {
  const path = pathOf(location);
  try {
    const file = await open(path);
    try {
      const bytes = file.createReadStream({ start: 0, autoClose: false });
      yield* linesIn((await isCompressed(file)) ? decompress(bytes) : bytes);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new CliError(`${path} cannot be read: ${wordFailure(error)}`, { file: path }, error);
  }
}

/** The same of a text that is at hand. */
export function auditLinesOf(text: string): readonly AuditLine[] {
  const whole = parse(text);
  return whole === undefined ? text.split("\n").flatMap(fromLine) : recordsIn(whole);
}

async function isCompressed(file: FileHandle): Promise<boolean> {
  const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
  return buffer.equals(Buffer.from([0x1f, 0x8b]));
}

/** What goes wrong with the file goes wrong with what is read of it. */
function decompress(bytes: Readable): Readable {
  const plain = createGunzip();
  bytes.on("error", (error) => plain.destroy(error));
  return bytes.pipe(plain);
}

/** A document over several lines begins with a line that is none by itself; whatever else is a line is not kept. */
async function* linesIn(bytes: Readable): AsyncGenerator<AuditLine> {
  let document: string[] | undefined;
  let isFirst = true;
  for await (const line of createInterface({ input: bytes, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (isFirst && line.trim() === "") continue;
    if (isFirst && /^\s*[[{]/.test(line) && parse(line) === undefined) document = [];
    isFirst = false;
    if (document === undefined) yield* fromLine(line);
    else document.push(line);
  }
  if (document !== undefined) yield* auditLinesOf(document.join("\n"));
}

/** What stands before the first brace is the platform's: a time, a request's id. */
function fromLine(line: string): readonly AuditLine[] {
  const start = line.search(/[[{]/);
  const value = start < 0 ? undefined : (parse(line.slice(start)) ?? parse(line.slice(line.indexOf("{"))));
  return value === undefined ? [] : recordsIn(value);
}

function recordsIn(value: unknown): readonly AuditLine[] {
  if (typeof value === "string") return value.includes('"audit"') ? fromLine(value) : [];
  if (typeof value !== "object" || value === null) return [];
  const { audit, timestamp } = value as { readonly audit?: unknown; readonly timestamp?: unknown };
  if (typeof audit === "object" && audit !== null) {
    const time = typeof timestamp === "string" ? timestamp : "";
    return [{ timestamp: time, audit: audit as Readonly<Record<string, unknown>> }];
  }
  return Object.values(value).flatMap(recordsIn);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
