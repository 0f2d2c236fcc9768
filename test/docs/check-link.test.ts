import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkLink } from "./check-link.ts";

let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer(({ url: path, method }, response) => {
    if (path === "/slow") return;
    if (path === "/moved") response.setHeader("location", "/here");
    const status = { "/here": 200, "/moved": 301, "/get-only": method === "GET" ? 200 : 405 }[path ?? ""] ?? 404;
    response.writeHead(status).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test.each(["/here", "/moved", "/get-only"])("%s is there", async (path) => {
  expect(await checkLink(`${url}${path}`)).toBe(undefined);
});

test("a page that is gone, one that does not come, and a host that is not there are told apart", async () => {
  expect(await checkLink(`${url}/gone`)).toBe("status 404");
  expect(await checkLink(`${url}/slow`, 200)).toContain("timeout");
  expect(await checkLink("http://127.0.0.1:1/")).toMatch(/ECONNREFUSED|bad port/);
});
