import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeEach, expect, test } from "vitest";
import { awaitReady } from "../../../../build/deploy/await-ready.ts";

/** Answers `/readyz` with these, one after the other, and the last of them for ever. */
let statuses: number[] = [];
const asked: (string | undefined)[] = [];
const server = createServer((request, response) => {
  asked.push(request.url);
  response.writeHead((statuses.length > 1 ? statuses.shift() : statuses[0]) ?? 500).end();
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
beforeEach(() => asked.splice(0));
afterAll(() => new Promise((resolve) => server.close(resolve)));

test("waits until the first map is there", async () => {
  statuses = [503, 503, 200];
  expect(await awaitReady(url, 5_000, 1)).toBe("ready");
  expect(asked).toEqual(["/readyz", "/readyz", "/readyz"]);
});

test.each([
  [500, "not ready"],
  [503, "not ready"],
  // API Gateway's own.
  [403, "unknown"],
  [404, "unknown"],
] as const)("gives up in time on one that answers %i, which is %s", async (status, state) => {
  statuses = [status];
  expect(await awaitReady(url, 20, 1)).toBe(state);
});

test("gives up in time on one that is not to be reached", async () => {
  expect(await awaitReady("http://127.0.0.1:9", 20, 1)).toBe("unknown");
});
