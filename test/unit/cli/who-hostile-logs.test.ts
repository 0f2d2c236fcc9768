import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { describe, expect, test } from "vitest";
import { runVend } from "./run-vend.ts";

const key = "ASIA3EXAMPLEEXAMPLE1";
const audit = {
  requestId: "request-1",
  route: "GET /v1/credentials/{grant}",
  outcome: "vended",
  status: 200,
  issuer: "https://idp.corp.example",
  subject: "job-17",
  accessKeyId: key,
};
const record = { level: "INFO", message: "audit", timestamp: "2026-10-07T05:00:01.000Z", service: "vend", audit };
const line = JSON.stringify(record);
const warning = (more: object) => JSON.stringify({ level: "WARN", message: "policy map", service: "vend", ...more });
const event = { timestamp: 1, message: line };

describe("what looks like a record and is none of the service's lines is not believed", () => {
  test.each<[what: string, log: string]>([
    ["in a text of another line", warning({ details: { reason: line } })],
    ["as the message of another line", warning({ message: line })],
    ["a member of another line", warning({ details: record })],
    ["beside a time in milliseconds of another line", warning({ ...event })],
    ["as the export that another line has", warning({ events: [event] })],
    ["behind another's words", `2026-10-07T05:00:00.000Z\t4711\tINFO\tcaller said ${line}`],
    ["behind another's words alone", `caller said ${line}`],
    ["in an event, behind another's words", JSON.stringify({ events: [{ ...event, message: `caller said ${line}` }] })],
    ["in an event's line", JSON.stringify({ events: [{ ...event, message: warning({ details: { reason: line } }) }] })],
    ["in an event within an event", JSON.stringify({ events: [{ timestamp: 1, message: JSON.stringify(event) }] })],
    [
      "in another member of an event",
      JSON.stringify({ events: [{ timestamp: 1, message: "x", logStreamName: line }] }),
    ],
    ["in another field of a query", JSON.stringify({ results: [[{ field: "@note", value: line }]] })],
    ["without what else a line has", JSON.stringify({ audit })],
    ["a record without its outcome", JSON.stringify({ ...record, audit: { ...audit, outcome: undefined } })],
    ["a record that is a list", JSON.stringify({ ...record, audit: [audit] })],
    ["a list of numbers", '["audit", [1, null], 7, null, {}]'],
  ])("%s", async (_what, log) => {
    expect(await runVend(["who", key], { input: log })).toMatchObject({
      exitCode: 1,
      out: `no request was answered with ${key}, in 0 audit records\n`,
      error: "",
    });
  });
});

describe("what cannot be read is told, and hides nothing behind it", () => {
  const deep = `${'{"audit":'.repeat(6_000)}1${"}".repeat(6_000)}`;
  const laidOut = (text: string) => `[\n  ${text}\n]`;
  test.each<[what: string, log: string, unread: object]>([
    ["a line of 6,000 levels", deep, { tooDeep: 1 }],
    ["an event of as many", JSON.stringify({ events: [{ timestamp: 1, message: deep }] }), { tooDeep: 1 }],
    ["an export of as many", laidOut(deep), { tooDeep: 1 }],
    ["a line over 16 MiB", `{"audit":"${"x".repeat(16 * 1_024 * 1_024)}"}`, { tooLong: 1 }],
    ["a line that is cut", line.slice(0, -5), { broken: 1 }],
    ["a brace alone, which begins no export", "{", { broken: 1 }],
    ["an export that is none", laidOut("no JSON"), { broken: 1 }],
  ])("%s", async (_what, log, unread) => {
    const nothing = await runVend(["who", key, "--json"], { input: log });
    expect(nothing.json()).toMatchObject({ found: false, records: 0, unread });
    expect(nothing).toMatchObject({ exitCode: 3, error: expect.stringContaining("of the log could not be read") });
    const found = await runVend(["who", key], { input: `${log}\n${line}\n` });
    expect(found).toMatchObject({ exitCode: 0, error: expect.stringContaining("of the log could not be read") });
  });

  test("braces in a text are no levels", async () => {
    const log = JSON.stringify({ ...record, audit: { ...audit, subject: `\\"${"[{".repeat(100)}` } });
    expect((await runVend(["who", key], { input: log })).exitCode).toBe(0);
  });

  test("an export over several lines that does not end is read as lines", async () => {
    const wide = `"${"x".repeat(8 * 1_024 * 1_024)}",`;
    const lines = Readable.from(
      (function* () {
        yield Buffer.from(`[\n${line}\n`);
        for (let times = 0; times < 9; times += 1) yield Buffer.from(`${wide}\n`);
        yield Buffer.from(line);
      })(),
    );
    const { json, exitCode } = await runVend(["who", key, "--json"], { openInput: () => lines });
    expect(exitCode).toBe(0);
    expect(json()).toMatchObject({ records: 2, unread: { tooLong: 1 } });
  }, 20_000);

  test("an archive that unpacks to 600 MiB without a line's end takes the memory of one line", async () => {
    const block = Buffer.alloc(1_024 * 1_024, "x");
    const bomb = Readable.from(
      (function* () {
        for (let times = 0; times < 600; times += 1) yield block;
        yield Buffer.from(`\n${line}`);
      })(),
    ).pipe(createGzip({ level: 1 }));
    const before = process.memoryUsage().rss;
    const { json, exitCode } = await runVend(["who", key, "--json"], { openInput: () => bomb });
    expect(exitCode).toBe(0);
    expect(json()).toMatchObject({ records: 1, unread: { tooLong: 1 } });
    expect(process.memoryUsage().rss - before).toBeLessThan(256 * 1_024 * 1_024);
  }, 60_000);
});
