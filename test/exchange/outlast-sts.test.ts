import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Interference } from "../../local/sts-emulator/interference.ts";
import { startEvenTime } from "../support/even-time.ts";
import { ask } from "./events.ts";
import { type Answer, type Exchange, startExchange } from "./start-exchange.ts";

/** Ten minutes pass in no time, by the clock alone; STS, its clients and their time-outs are real, in even time. */
let endEvenTime: () => void;
let exchange: Exchange;
beforeEach(async () => {
  endEvenTime = startEvenTime();
  exchange = await startExchange();
});
afterEach(async () => {
  await exchange.close();
  endEvenTime();
});

const path = "/v1/credentials/nightly-report";
const secondMs = 1_000;
const minuteMs = 60_000;

/** Longer than anybody waits. */
const hangMs = 900;

function pass(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A session of its own for each team. */
async function askAs(team: string): Promise<Answer> {
  const token = await exchange.corp.issueToken({ claims: { groups: ["etl"], team } });
  return exchange.send(ask(path, token));
}

const teams = Array.from({ length: 8 }, (_, at) => `team-${at}`);
const askAll = () => Promise.all(teams.map(askAs));
const keysOf = (answers: readonly Answer[]) => new Set(answers.map(({ body }) => body["AccessKeyId"]));
const statuses = (answers: readonly Answer[]) => new Set(answers.map(({ status }) => status));

test("a hundred concurrent requests of one caller are one call of STS", async () => {
  const token = await exchange.corp.issueToken({ claims: { groups: ["etl"], team: "etl-core" } });
  const answers = await Promise.all(Array.from({ length: 100 }, () => exchange.send(ask(path, token))));
  expect(statuses(answers)).toEqual(new Set([200]));
  expect(keysOf(answers)).toHaveLength(1);
  expect(exchange.sts.calls).toHaveLength(1);
});

describe("STS down for ten minutes under load", () => {
  test.each<[what: string, interference: Interference, stepMs: number, callsAStep: number]>([
    ["cuts every connection", { disconnects: true }, 20 * secondMs, 4],
    ["hangs", { delayMs: hangMs }, 120 * secondMs, 4],
    ["answers 503", { error: { code: "ServiceUnavailable", status: 503 } }, 20 * secondMs, 4],
    ["throttles", { error: { code: "Throttling", status: 400 } }, 20 * secondMs, teams.length],
  ])("no caller with a session notices, and it comes back without a stampede: it %s", async (...row) => {
    const [, down, stepMs, callsAStep] = row;
    const before = keysOf(await askAll());
    pass(25 * minuteMs);
    exchange.sts.interfere(() => down);
    const callsBefore = exchange.sts.calls.length;
    for (let passedMs = 0; passedMs < 10 * minuteMs; passedMs += stepMs) {
      pass(stepMs);
      const startedMs = performance.now();
      const answers = await askAll();
      expect(statuses(answers)).toEqual(new Set([200]));
      expect(performance.now() - startedMs).toBeLessThan(550);
      expect(answers.every(({ body }) => before.has(body["AccessKeyId"]))).toBe(true);
      // All try twice at first; then nearly all calls are spared.
      const most = 2 * teams.length + callsAStep * (passedMs / stepMs + 1);
      expect(exchange.sts.calls.length - callsBefore).toBeLessThanOrEqual(most);
      // Until the calls that nobody waits for any more have run out of time, and STS has counted them.
      if (down.delayMs !== undefined) await wait(hangMs);
    }
    exchange.sts.interfere();
    const [atOnce, minted]: [number[], Set<unknown>] = [[], new Set()];
    for (let step = 0; step < 16; step += 1) {
      pass(2 * secondMs);
      const known = exchange.sts.calls.length;
      const answers = await askAll();
      expect(statuses(answers)).toEqual(new Set([200]));
      atOnce.push(exchange.sts.calls.length - known);
      for (const key of keysOf(answers)) if (!before.has(key)) minted.add(key);
    }
    expect([...keysOf(await askAll())].filter((key) => before.has(key))).toEqual([]);
    expect(minted).toHaveLength(teams.length);
    // An STS that hung comes to calls of before only now.
    if (down.delayMs === undefined) expect(Math.max(...atOnce)).toBeLessThan(teams.length);
  });

  test.each<[what: string, interference: Interference]>([
    ["cuts every connection", { disconnects: true }],
    ["hangs", { delayMs: hangMs }],
  ])("a new caller gets 503 with the time to come again, in time: it %s", async (_what, down) => {
    exchange.sts.interfere(() => down);
    const times: number[] = [];
    for (let request = 0; request < 5; request += 1) {
      const startedMs = performance.now();
      const { status, headers, body } = await askAs(`team-${request}`);
      times.push(performance.now() - startedMs);
      expect({ status, code: body["code"] }).toEqual({ status: 503, code: "UpstreamUnavailable" });
      expect(headers["retry-after"]).toMatch(/^[1-3]$/);
    }
    // The first loads the SDK.
    expect(Math.max(...times.slice(1))).toBeLessThan(700);
    exchange.sts.interfere();
    pass(3 * secondMs);
    expect((await askAs("team-0")).status).toBe(200);
  });
});

test("a refused role costs one call, however often an SDK tries again", async () => {
  const denied = () => exchange.corp.issueToken({ claims: {} });
  for (let attempt = 0; attempt < 12; attempt += 1) {
    const { status, body } = await exchange.send(ask("/v1/credentials/wrong-external-id", await denied()));
    expect({ status, code: body["code"] }).toEqual({ status: 403, code: "RoleRefused" });
  }
  expect(exchange.sts.calls).toHaveLength(1);
});

test("a request ahead of need is answered from the cache while STS hangs", async () => {
  const { body } = await askAs("team-0");
  pass(25 * minuteMs);
  exchange.sts.interfere(() => ({ delayMs: hangMs }));
  const startedMs = performance.now();
  expect((await askAs("team-0")).body).toEqual(body);
  expect(performance.now() - startedMs).toBeLessThan(550);
  await wait(hangMs - 450); // nothing is under way when the next test begins
});
