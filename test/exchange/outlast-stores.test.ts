import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startEvenTime } from "../support/even-time.ts";
import { ask } from "./events.ts";
import { type Exchange, startExchange } from "./start-exchange.ts";

/** A store of external IDs that takes every question and answers none. */
let store: Server;
let asked = 0;
let endEvenTime: () => void;
let exchange: Exchange;
beforeEach(async () => {
  endEvenTime = startEvenTime();
  store = createServer(() => {
    asked += 1;
  });
  await new Promise<void>((resolve) => store.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(store.address() as AddressInfo).port}`;
  exchange = await startExchange((text) =>
    text
      .replace(/externalId: reporting\S*,/, "externalId: { ssm: /vend/one },")
      .replace(/externalId: archive\S*,/, "externalId: { secret: vend/two },"),
  );
  vi.stubEnv("AWS_ENDPOINT_URL_SSM", url);
  vi.stubEnv("AWS_ENDPOINT_URL_SECRETS_MANAGER", url);
});
afterEach(async () => {
  await exchange.close();
  store.closeAllConnections();
  store.close();
  endEvenTime();
});

test.each([
  ["SSM", "/v1/credentials/nightly-report", {}],
  ["Secrets Manager, in a chain", "/v1/credentials/archive-read", { sub: "archivist" }],
])("a new caller gets 503 with the time to come again, in time, where %s hangs", async (_what, path, claims) => {
  const times: number[] = [];
  for (let request = 0; request < 3; request += 1) {
    const token = await exchange.corp.issueToken({ claims: { groups: ["etl"], team: "etl-core", ...claims } });
    const startedMs = performance.now();
    const { status, headers, body } = await exchange.send(ask(path, token));
    times.push(performance.now() - startedMs);
    expect({ status, code: body["code"] }).toEqual({ status: 503, code: "UpstreamUnavailable" });
    expect(Number(headers["retry-after"])).toBeGreaterThanOrEqual(1);
  }
  // The first loads the SDK.
  expect(Math.max(...times.slice(1))).toBeLessThan(700);
  expect(asked).toBeGreaterThan(0);
  expect(exchange.sts.calls).toEqual([]);
});
