import { expect, test } from "vitest";
import { reply } from "../../../shared/http/reply.ts";

test("a response takes the shape that both payload versions read", () => {
  const headers = { "content-type": "application/json", "cache-control": "no-store" };
  const result = reply({ status: 200, headers, body: "{}" });
  expect(result).toStrictEqual({ statusCode: 200, headers, body: "{}", isBase64Encoded: false });
  expect(result.headers).not.toBe(headers);
});
