import { readFile, writeFile } from "node:fs/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ask } from "./events.ts";
import { type Exchange, startExchange } from "./start-exchange.ts";

let exchange: Exchange;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  exchange = await startExchange((text) => text, { POLICY_MAP_REFRESH_SECONDS: "30" });
});
afterEach(async () => {
  await exchange.close();
  vi.useRealTimers();
});

async function changeMap(change: (text: string) => string): Promise<void> {
  const file = (process.env["POLICY_MAP"] ?? "").replace("file:", "");
  const text = await readFile(file, "utf8");
  expect(change(text)).not.toBe(text);
  await writeFile(file, change(text));
  vi.setSystemTime(Date.now() + 30_000);
}

/** With the same token and for the same grant, so that every time the same session would answer. */
async function startAsking() {
  const token = await exchange.corp.issueToken({ claims: { groups: ["etl"], team: "etl-core" } });
  const askAgain = () => exchange.send(ask("/v1/credentials/nightly-report", token));
  expect((await askAgain()).status).toBe(200);
  expect((await askAgain()).status).toBe(200);
  expect(exchange.sts.calls).toHaveLength(1);
  return askAgain;
}

const denial = "  - { issuer: corp, claims: { sub: report-runner }, reason: key leaked }\n";
const matcher = 'groups: { anyOf: [etl] }, team: { matches: "[a-z][a-z0-9-]{1,30}" }';

test.each<[what: string, change: (text: string) => string, status: number, code: string]>([
  ["a denial", (text) => text + denial, 403, "Revoked"],
  ["a narrower condition", (text) => text.replace(matcher, `${matcher}, env: prod`), 403, "NotGranted"],
  ["the end of its grant", (text) => text.replace("  nightly-report:", "  renamed-report:"), 403, "NotGranted"],
  [
    "the end of its issuer's trust in the key",
    (text) => text.replace('"kid":"key-1"', '"kid":"key-2"'),
    401,
    "InvalidToken",
  ],
])("%s counts for the next request, though there is a session for it", async (_what, change, status, code) => {
  const askAgain = await startAsking();
  await changeMap(change);
  const { status: got, body } = await askAgain();
  expect({ status: got, code: body["code"] }).toEqual({ status, code });
  expect(exchange.sts.calls).toHaveLength(1);
});

test("what the session may do counts for the next request, which gets a session of its own", async () => {
  const askAgain = await startAsking();
  await changeMap((text) => text.replace("exports/{claims.team}/*", "exports/{claims.team}/final/*"));
  expect((await askAgain()).status).toBe(200);
  expect(exchange.sts.calls).toHaveLength(2);
  expect(exchange.records().at(-1)).toMatchObject({ sessionFrom: "sts" });
});
