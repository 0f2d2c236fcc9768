import { writeFileSync } from "node:fs";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, test, vi } from "vitest";
import { createAuditLog } from "../../../shared/adapters/audit-log.ts";
import type { AuditRecord } from "../../../shared/model/ports.ts";
import { runVend, temporaryFiles } from "./run-vend.ts";

const file = temporaryFiles();
const key = "ASIA3EXAMPLEEXAMPLE1";
const other = "ASIA3EXAMPLEEXAMPLE2";

const line = (audit: object, timestamp = "2026-10-07T05:00:01.000Z") =>
  JSON.stringify({ level: "INFO", message: "audit", timestamp, service: "vend", audit: { ...record, ...audit } });

const record = {
  requestId: "request-1",
  route: "GET /v1/credentials/{grant}",
  outcome: "vended",
  status: 200,
  issuer: "https://idp.corp.example",
  subject: "job-17",
  tokenId: "token-1",
  grant: "nightly-report",
  account: "reporting",
  roleArn: "arn:aws:iam::111122223333:role/report-reader",
  sessionName: "job-17",
  sourceIdentity: "job-17",
  durationSeconds: 3_600,
  accessKeyId: key,
  assumedRoleId: "AROA3EXAMPLE:job-17",
  expiration: "2026-10-07T06:00:00Z",
  sessionFrom: "sts",
  sourceAddress: "10.20.1.1",
};
/** Three requests of one session, the first of which comes last; and what else a log has. */
const lines = [
  line({ requestId: "request-2", sessionFrom: "cache", tokenId: "token-2" }, "2026-10-07T05:10:00.000Z"),
  line({ requestId: "request-9", accessKeyId: other, subject: "job-18" }),
  "START RequestId: 4711 Version: $LATEST",
  JSON.stringify({ level: "WARN", message: "policyMap" }),
  line({ requestId: "request-3", outcome: "refused", accessKeyId: undefined }),
  line({ requestId: "request-4", sessionFrom: "shared", sourceAddress: "10.20.1.2" }, "2026-10-07T05:20:00.000Z"),
  line({}),
];
const raw = `${lines.join("\n")}\n`;

describe("who", () => {
  test("says whose the session is, from when to when, and every request that got it", async () => {
    const { exitCode, out } = await runVend(["who", key], { input: raw });
    expect(exitCode).toBe(0);
    expect(
      out,
    ).toBe(`${key} is a session of "arn:aws:iam::111122223333:role/report-reader", by grant "nightly-report", account "reporting"
  from "2026-10-07T05:00:00Z" to "2026-10-07T06:00:00Z"
  in CloudTrail: session name "job-17", source identity "job-17", principal "AROA3EXAMPLE:job-17"
  given to
    "job-17" of "https://idp.corp.example"
  by 3 requests
    "2026-10-07T05:00:01.000Z" request "request-1", from "sts", address "10.20.1.1", token "token-1"
    "2026-10-07T05:10:00.000Z" request "request-2", from "cache", address "10.20.1.1", token "token-2"
    "2026-10-07T05:20:00.000Z" request "request-4", from "shared", address "10.20.1.2", token "token-1"
`);
  });

  const events = lines.map((message, index) => ({ logStreamName: "a", timestamp: index, message: `${message}\n` }));
  const stamped = lines.map((text) => `2026-10-07T05:00:00.000Z ${text}`).join("\r\n");
  test.each<[what: string, content: string | Buffer]>([
    ["lines", raw],
    [
      "lines behind the platform's own words",
      lines.map((text) => `2026-10-07T05:00:00.000Z\t4711\tINFO\t${text}`).join("\n"),
    ],
    [
      "aws logs tail",
      lines
        .map((text) => `2026-10-07T05:00:00.123000+00:00 2026/10/07/[$LATEST]0123456789abcdef0123456789abcdef ${text}`)
        .join("\n"),
    ],
    ["events, one a line", events.map((event) => JSON.stringify(event)).join("\n")],
    ["messages alone", JSON.stringify(events.map(({ message }) => message))],
    [
      "what Logs Insights saves, parsed",
      JSON.stringify(
        lines.map((text) => ({
          "@timestamp": "2026-10-07 05:00:00.000",
          "@message": text.startsWith("{") ? JSON.parse(text) : text,
        })),
      ),
    ],
    ["lines in one list", JSON.stringify(lines.filter((text) => text.startsWith("{")).map((text) => JSON.parse(text)))],
    [
      "two laid-out exports, one behind the other",
      [events.slice(0, 3), events.slice(3)].map((part) => JSON.stringify({ events: part }, undefined, 2)).join("\n"),
    ],
    ["an S3 export, gzip", gzipSync(stamped)],
    ["aws logs filter-log-events, laid out", JSON.stringify({ events, searchedLogStreams: [] }, undefined, 4)],
    ["the same in one line", JSON.stringify({ events })],
    ["a list, laid out", JSON.stringify(events, undefined, 2)],
    [
      "aws logs get-query-results",
      JSON.stringify(
        {
          results: lines.map((value) => [
            { field: "@ptr", value: "x" },
            { field: "@message", value },
          ]),
        },
        undefined,
        2,
      ),
    ],
    ["a subscription, gzip", gzipSync(JSON.stringify({ messageType: "DATA_MESSAGE", logEvents: events }))],
    ["lines behind empty ones", `\n\n${raw}`],
  ])("reads %s", async (_what, content) => {
    const path = file("log");
    writeFileSync(path, content);
    const { json } = await runVend(["who", key, "--log", path, "--json"]);
    expect(json()).toMatchObject({
      found: true,
      records: 5,
      session: { callers: [{ subject: "job-17" }], requests: [{}, {}, {}] },
    });
  });

  test("several files, and all callers of a session that STS could not tell apart", async () => {
    const [one, two] = [
      file("one", line({})),
      file("two", line({ issuer: "https://lab.example", requestId: "request-8" })),
    ];
    const { json } = await runVend(["who", key, "--log", one, two, "--json"]);
    expect(json()["session"]).toMatchObject({
      callers: [{ issuer: "https://idp.corp.example" }, { issuer: "https://lab.example" }],
    });
  });

  test("a record that says little is no reason to fail, and one that says it badly none to obey", async () => {
    const hostile = line({
      subject: "\u001b[2J\u009b2J\u202egnp",
      expiration: "soon",
      durationSeconds: "long",
      account: undefined,
    });
    const { out, exitCode } = await runVend(["who", key], { input: hostile });
    expect(exitCode).toBe(0);
    expect(out).toContain('"\\u001b[2J\\u009b2J\\u202egnp" of');
    expect(out).toContain('from "" to "soon"');
    expect([...out].filter((sign) => sign < " " && sign !== "\n")).toEqual([]);
  });

  test.each([1e308, -1e15, 43_201, 0])("a duration of %d s is none that STS gives", async (durationSeconds) => {
    const { out, exitCode } = await runVend(["who", key], { input: line({ durationSeconds }) });
    expect(exitCode).toBe(0);
    expect(out).toContain('from "" to "2026-10-07T06:00:00Z"');
  });

  test("a line's end is a line feed, and no sign that a caller can put into its claims", async () => {
    const { json } = await runVend(["who", key, "--json"], { input: line({ subject: "job\u2028-\u2029\u008517" }) });
    expect(json()["session"]).toMatchObject({ callers: [{ subject: "job\u2028-\u2029\u008517" }] });
  });

  test("finds what the service's own audit log has written", async () => {
    const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    createAuditLog("credential-vending-api-dev")(record as AuditRecord);
    const written = String(write.mock.lastCall?.[0]);
    write.mockRestore();
    expect((await runVend(["who", key], { input: written })).exitCode).toBe(0);
  });

  test("a key that the log does not have is an answer", async () => {
    expect(await runVend(["who", "ASIA3EXAMPLEEXAMPLE9"], { input: raw })).toMatchObject({
      exitCode: 1,
      out: "no request was answered with ASIA3EXAMPLEEXAMPLE9, in 5 audit records\n",
    });
  });

  test.each([
    ["what is no key", ["who", "asia; rm"], "is no access key's id"],
    ["a user's key", ["who", "AKIA3EXAMPLEEXAMPLE1"], "this service gives none"],
    [
      "a file that is not there",
      ["who", key, "--log", "nowhere.log"],
      "nowhere.log cannot be read: there is no such file",
    ],
    ["standard input that is a broken archive", ["who", key], "(standard input) cannot be read: Z_"],
    ["a folder", ["who", key, "--log", "."], "cannot be read: it is a folder"],
    ["a broken archive", ["who", key, "--log", file("broken", "\u001f")], "0 audit records"],
  ])("%s", async (_what, args, said) => {
    const { out, error, exitCode } = await runVend(args, {
      openInput: () => Readable.from([gzipSync("x").fill(0, 10)]),
    });
    expect(out + error).toContain(said);
    expect(exitCode).not.toBe(0);
  });

  test("an archive that is cut is unusable, and not half an answer", async () => {
    const path = file("cut");
    writeFileSync(path, gzipSync(stamped).subarray(0, 60));
    expect(await runVend(["who", key, "--log", path])).toMatchObject({ exitCode: 2, out: "" });
  });
});
