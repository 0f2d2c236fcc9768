import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { attackRows } from "./attack-rows.ts";
import { acceptUnusual } from "./cases/accept-unusual.ts";
import { findEcho } from "./find-echo.ts";
import { judgeReply } from "./judge-reply.ts";
import { runGroups } from "./run-groups.ts";
import { scanLog } from "./scan-log.ts";
import type { WireReply } from "./send-wire.ts";
import { suiteGroups } from "./suite-groups.ts";
import { writeRegister } from "./write-register.ts";

describe("the attack suite", () => {
  test("no attack gets in, and all that is legal does", { timeout: 120_000 }, async () => {
    const { failures, passed } = await runGroups(suiteGroups, () => undefined);
    expect(failures).toEqual([]);
    expect(passed).toBeGreaterThan(attackRows.length);
  });

  test("has rows of unique numbers, and cases of unique names in each", () => {
    const numbers = attackRows.map(({ number }) => number);
    expect(numbers).toEqual(numbers.map((_number, index) => index + 1));
    for (const { cases } of suiteGroups) {
      const names = cases.map(({ name }) => name);
      expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    }
    expect(attackRows.flatMap(({ cases }) => cases).length).toBeGreaterThanOrEqual(200);
    expect(acceptUnusual.length).toBeGreaterThanOrEqual(25);
  });

  test("is what docs/attacks.md says", () => {
    expect(readFileSync("docs/attacks.md", "utf8")).toBe(writeRegister());
  });
});

describe("the scan of the log", () => {
  const token = `${"h".repeat(20)}.payload-payload-payload-1.signature-signature-signature`;
  const results = [
    {
      call: { headers: [["Authorization", `Bearer ${token}`] as const] },
      requestId: "id-1",
      given: JSON.stringify({ SecretAccessKey: `${"secret".repeat(5)}/key+key=`, Token: "session".repeat(9) }),
      tookMs: 1,
      wrong: [],
    },
  ];
  const record = '{"audit":{"requestId":"id-1","outcome":"refused"}}';
  const scan = (log: string) =>
    scanLog({ log: () => log, secrets: new Map([["external ID", "external-id-1"]]) }, results);

  test("has nothing against one record of each request", async () => {
    expect(await scan(record)).toEqual([]);
  });

  test.each<[what: string, log: string]>([
    ["no record", '{"other":"id-1"}'],
    ["two records", `${record}\n${record}`],
    ["a part of a token", `${record} before-payload-payload-payload-1-after`],
    ["a signature", `${record} signature-signature-signature`],
    ["a secret key", `${record} ${"secret".repeat(5)}/key+key=`],
    ["a session token", `${record} ${"session".repeat(9)}`],
    ["an external ID", `${record} external-id-1`],
    ["any JWT", `${record} eyJhbGciOiJub25lIn0.e30.`],
    ["any secret access key", `${record} "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"`],
    ["any session token", `${record} IQoJb3JpZ2luX2VjEXAMPLETOKEN1234567890`],
  ])("finds %s", async (_what, log) => {
    expect(await scan(log)).not.toEqual([]);
  });
});

describe("the judge", () => {
  const expected = { kind: "refused", status: 401, code: "InvalidToken" } as const;
  const body = {
    code: "InvalidToken",
    message: "The token is not valid here",
    Code: "InvalidToken",
    Message: "The token is not valid here",
    type: "urn:credential-vending:error:InvalidToken",
    title: "The token is not valid here",
    status: 401,
    detail: "The token is not valid here",
    instance: "urn:credential-vending:request:1",
    requestId: "1",
  };
  const headers = {
    "content-type": "application/json",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "strict-transport-security": "max-age=63072000",
    "x-request-id": "1",
    "www-authenticate": 'Bearer error="invalid_token"',
  };
  const reply = (
    changes: { readonly status?: number; readonly body?: object; readonly headers?: object } = {},
  ): WireReply => ({
    status: changes.status ?? 401,
    headers: new Map(Object.entries({ ...headers, ...changes.headers }).map(([name, value]) => [name, [value]])),
    body: JSON.stringify({ ...body, ...changes.body }),
    tookMs: 1,
  });

  test("has nothing against the answer that was expected", () => {
    expect(judgeReply(expected, reply())).toEqual([]);
  });

  test.each<[what: string, changed: WireReply]>([
    ["another status", reply({ status: 403 })],
    ["another code", reply({ body: { code: "TokenExpired" } })],
    ["another sentence", reply({ body: { message: "The signature does not hold" } })],
    ["a further member", reply({ body: { reason: "x" } })],
    ["an ARN", reply({ body: { detail: "arn:aws:iam::111122223333:role/x" } })],
    ["another request's id", reply({ body: { requestId: "2" } })],
    ["a cache", reply({ headers: { "cache-control": "max-age=1" } })],
    ["a web page's reach", reply({ headers: { "access-control-allow-origin": "*" } })],
    ["no challenge", reply({ headers: { "www-authenticate": "" } })],
    ["a stack trace", { ...reply(), body: "Error: x\n    at y (/z.js:1:1)" }],
  ])("objects to %s", (_what, changed) => {
    expect(judgeReply(expected, changed)).not.toEqual([]);
  });

  test.each<[what: string, text: string]>([
    ["a part of the token", Buffer.from('{"sub":"canary-1"}').toString("base64url")],
    ["a claim", "canary-1"],
    ["a name in the path", "canary-2"],
    ["a value in the body", "canary-3"],
  ])("finds %s in an answer", (_what, text) => {
    const payload = Buffer.from('{"sub":"canary-1"}').toString("base64url");
    const call = {
      target: "/v1/credentials/canary%2D2",
      headers: [["Authorization", `Bearer x.${payload}.y`]] as const,
      body: '{"a":["canary-3"]}',
    };
    expect(findEcho(call, reply())).toBeUndefined();
    expect(findEcho(call, reply({ body: { detail: `no ${text} here` } }))).toBeDefined();
  });
});
