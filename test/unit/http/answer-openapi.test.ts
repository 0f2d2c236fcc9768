import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { answerOpenApi } from "../../../shared/http/answer-openapi.ts";
import { createAuditTrail } from "../../../shared/http/audit-trail.ts";
import { readRequest } from "../../../shared/http/read-request.ts";
import { payload1, payload2 } from "./gateway-events.ts";

const askWith = (headers: Record<string, string>) =>
  answerOpenApi(readRequest(payload2({ rawPath: "/openapi.json", headers })), {}, createAuditTrail());

test("the document comes with its tag, and may be kept by anybody for five minutes", async () => {
  const { status, headers, body } = await askWith({});
  const tag = `"${createHash("sha256").update(body).digest("base64url")}"`;
  expect({ status, headers }).toEqual({
    status: 200,
    headers: { "content-type": "application/json", "cache-control": "public, max-age=300", etag: tag },
  });
  expect(JSON.parse(body)).toMatchObject({ openapi: "3.1.1" });
  expect((await askWith({})).body).toBe(body);
});

const tagNow = async () => (await askWith({})).headers["etag"] ?? "";

test.each([
  ["the tag", (tag: string) => tag],
  ["a weak one", (tag: string) => `W/${tag}`],
  ["one of several", (tag: string) => `"other", ${tag}`],
  ["any", () => "*"],
])("who has it by %s gets no body", async (_what, write) => {
  const tag = await tagNow();
  expect(await askWith({ "if-none-match": write(tag) })).toEqual({
    status: 304,
    headers: { "cache-control": "public, max-age=300", etag: tag },
    body: "",
  });
});

test("a header in two lines is one list", async () => {
  const headers = { "if-none-match": ['"other"', await tagNow()] };
  const event = payload1({ path: "/openapi.json", multiValueHeaders: headers });
  expect(await answerOpenApi(readRequest(event), {}, createAuditTrail())).toMatchObject({ status: 304 });
});

test.each([['"other"'], [""], ["other"]])("who has another by %j gets it", async (value) => {
  expect(await askWith({ "if-none-match": value })).toMatchObject({ status: 200 });
});

test("a tag without its quotes is none", async () => {
  expect(await askWith({ "if-none-match": (await tagNow()).slice(1, -1) })).toMatchObject({ status: 200 });
});
