import { afterEach, beforeEach, expect, test } from "vitest";
import { ask } from "./events.ts";
import { type Exchange, startExchange } from "./start-exchange.ts";

let exchange: Exchange;
beforeEach(async () => {
  exchange = await startExchange();
});
afterEach(() => exchange.close());

test("a throttle of STS is in the service's metrics and its log, with whose quota it was", async () => {
  exchange.sts.interfere(() => ({ error: { code: "Throttling", status: 400 } }));
  const token = await exchange.corp.issueToken({ claims: { groups: ["etl"], team: "etl-core" } });
  const answer = await exchange.send(ask("/v1/credentials/nightly-report", token));
  expect(answer).toMatchObject({ status: 429, body: { code: "Throttled" } });
  await expect.poll(lines).toContainEqual(expect.objectContaining({ service: serviceName, StsThrottled: 1 }));
  const told = { event: "throttled", region: "eu-central-1", signerAccount: "own" };
  expect(lines()).toContainEqual(expect.objectContaining({ level: "WARN", sts: expect.objectContaining(told) }));
});

const serviceName = "credential-vending-api";

function lines(): readonly unknown[] {
  return exchange
    .written()
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as unknown);
}
