import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { createSharedSessionTable, type SharedSessionTable } from "../../../shared/adapters/shared-session-table.ts";
import { type AwsStub, json, startAwsStub } from "../../support/aws-stub.ts";
import { stubAwsStores } from "../../support/read-map.ts";

const { signal } = new AbortController();
const digest = "a".repeat(64);
const entry = { sealed: Buffer.from("sealed"), dataKey: Buffer.from("key"), freshUntilMs: 1_000, expiresAtMs: 2_000 };

let dynamodb: AwsStub;
let table: SharedSessionTable;
beforeAll(async () => {
  dynamodb = await startAwsStub();
  stubAwsStores(dynamodb.url);
  table = createSharedSessionTable({ table: "vend-sessions", region: "eu-central-1", now: () => 0 });
});
afterEach(() => {
  dynamodb.calls.length = 0;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await dynamodb.close();
});

const asks: readonly [what: string, ask: () => Promise<unknown>, answer: unknown][] = [
  ["read", () => table.read(digest, signal), undefined],
  ["reserved", () => table.reserve(digest, signal), true],
  ["written to", () => table.write(digest, entry, signal), undefined],
  ["cleared", () => table.remove(digest, signal), undefined],
];

test.each(asks)("the table is %s over a new connection where the one that was kept is dead", async (_, ask, answer) => {
  dynamodb.answer = () => (dynamodb.calls.length === 1 ? { resets: true } : json({}));
  expect(await ask()).toBe(answer);
  expect(dynamodb.calls).toHaveLength(2);
});

test.each(asks)("the table is %s once where the answer will not change", async (_, ask) => {
  dynamodb.answer = () => ({ status: 400, body: '{"__type":"com.amazonaws#AccessDeniedException"}' });
  await expect(ask()).rejects.toMatchObject({ name: "AccessDeniedException" });
  expect(dynamodb.calls).toHaveLength(1);
});
