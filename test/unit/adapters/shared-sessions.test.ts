import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { DataKeys } from "../../../shared/adapters/data-keys.ts";
import { SealBroken } from "../../../shared/adapters/seal-broken.ts";
import { openText, sealText } from "../../../shared/adapters/seal-session.ts";
import { printSession, readSession } from "../../../shared/adapters/session-text.ts";
import type { SealedEntry, SharedSessionTable } from "../../../shared/adapters/shared-session-table.ts";
import { createSharedSessions, type SharedSessionsEvent } from "../../../shared/adapters/shared-sessions.ts";
import { aSession } from "../vend/assumptions.ts";

const digest = "a".repeat(64);
const other = "b".repeat(64);
const key = randomBytes(32);
const nothing = { session: undefined, refused: undefined };
const refused = { session: undefined, refused: expect.any(String) };

describe("a seal", () => {
  const sealed = sealText("secret", digest, key);

  test("opens with its key, for its digest", () => {
    expect(openText(sealed, digest, key)).toBe("secret");
  });

  test("is another each time", () => {
    expect(sealText("secret", digest, key)).not.toEqual(sealed);
  });

  test.each<[what: string, bytes: Uint8Array, digest: string, key: Uint8Array]>([
    ["under another digest", sealed, other, key],
    ["with another key", sealed, digest, randomBytes(32)],
    ["cut short by a byte", sealed.subarray(0, -1), digest, key],
    ["of nonce and tag alone", sealed.subarray(0, 28), digest, key],
    ["shorter than that", sealed.subarray(0, 27), digest, key],
    ["of nothing", new Uint8Array(), digest, key],
    ...Array.from(sealed, (_, index): [string, Uint8Array, string, Uint8Array] => {
      const changed = Uint8Array.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      return [`with byte ${index} changed`, changed, digest, key];
    }),
  ])("does not open %s", (_, bytes, under, with_) => {
    expect(() => openText(bytes, under, with_)).toThrow(SealBroken);
  });
});

test("a session is the same after it was text; another version's text is none", () => {
  for (const session of [aSession(), aSession({ packedPolicyPercent: 80, wasShortenedAsChain: true })]) {
    expect(readSession(printSession(session))).toEqual(session);
  }
  expect(readSession(printSession(aSession({ isShared: true })))).toEqual(aSession());
  expect(readSession(JSON.stringify({ ...aSession(), version: 2 }))).toBeUndefined();
  expect(readSession(JSON.stringify({ version: 1, accessKeyId: "ASIA" }))).toBeUndefined();
});

/** Shared sessions over a table and keys in memory, that fail or hang when the test says so. */
function createWorld(timeoutMs = 200) {
  const entries = new Map<string, SealedEntry>();
  const events: SharedSessionsEvent[] = [];
  const world = { nowMs: 0, asked: 0, failure: undefined as Error | undefined, delayMs: 0, entries, events };
  async function answer<Value>(value: () => Value): Promise<Value> {
    world.asked += 1;
    if (world.delayMs > 0) await sleep(world.delayMs);
    if (world.failure !== undefined) throw world.failure;
    return value();
  }
  const table: SharedSessionTable = {
    read: (of) => answer(() => entries.get(of)),
    reserve: (of) => answer(() => !entries.has(of)),
    write: (of, entry) => answer(() => void entries.set(of, entry)),
    remove: (of) => answer(() => void entries.delete(of)),
  };
  const keys: DataKeys = {
    current: async () => ({ key, encrypted: Buffer.from("encrypted") }),
    open: async (encrypted) => {
      if (Buffer.from(encrypted).toString() !== "encrypted") throw new SealBroken("no such key");
      return key;
    },
  };
  const shared = createSharedSessions({
    table,
    keys,
    now: () => world.nowMs,
    random: () => 0.5,
    timeoutMs,
    onEvent: (event) => events.push(event),
  });
  return { shared, world };
}

describe("sessions in a table", () => {
  test("are there for all, until they are forgotten", async () => {
    const { shared } = createWorld();
    expect(await shared.recall(digest)).toEqual(nothing);
    expect(await shared.reserve(digest)).toBe("mine");
    await shared.keep(digest, aSession(), 0);
    expect(await shared.reserve(digest)).toBe("theirs");
    expect(await shared.recall(digest)).toEqual({ session: aSession(), refused: undefined });
    expect(await shared.recall(other)).toEqual(nothing);
    await shared.forget(digest);
    expect(await shared.recall(digest)).toEqual(nothing);
  });

  test.each<[what: string, spoil: (entry: SealedEntry) => SealedEntry]>([
    ["changed", (entry) => ({ ...entry, sealed: Uint8Array.from(entry.sealed, (byte) => byte ^ 1) })],
    ["of another key", (entry) => ({ ...entry, dataKey: Buffer.from("else") })],
    ["another session's", ({ dataKey }) => ({ dataKey, sealed: sealText(printSession(aSession()), other, key) })],
  ])("are refused where one is %s, which is told and opens no circuit", async (_, spoil) => {
    const { shared, world } = createWorld();
    await shared.keep(digest, aSession(), 0);
    world.entries.set(digest, spoil(world.entries.get(digest) as SealedEntry));
    expect(await shared.recall(digest)).toEqual(refused);
    expect(world.events).toEqual([{ kind: "refused", reason: expect.any(String) }]);
    expect(await shared.reserve(other)).toBe("mine");
  });

  test("cost their time once where the table hangs, and then nothing until it is tried again", async () => {
    const { shared, world } = createWorld(30);
    world.delayMs = 10_000;
    const startedMs = performance.now();
    expect(await shared.recall(digest)).toEqual(nothing);
    const firstMs = performance.now() - startedMs;
    expect(firstMs).toBeGreaterThanOrEqual(29);
    expect(await shared.reserve(digest)).toBe("unknown");
    await shared.keep(digest, aSession(), 0);
    await shared.forget(digest);
    expect(world.asked).toBe(1);
    expect(world.events).toEqual([{ kind: "unavailable", reason: "TimeoutError" }]);
    world.delayMs = 0;
    world.nowMs += 2_001;
    expect(await shared.reserve(digest)).toBe("mine");
  });

  test("are as if they were not there where the table fails, and while they are made ready", async () => {
    const { shared, world } = createWorld();
    world.failure = Object.assign(new Error("quotes what was signed"), { name: "InternalServerError" });
    await shared.warm();
    expect(await shared.recall(digest)).toEqual(nothing);
    expect(world.events).toEqual([{ kind: "unavailable", reason: "InternalServerError" }]);
  });

  test("are as if they were not there where the service lacks a right, which is told as such and not as tampering", async () => {
    const { shared, world } = createWorld();
    await shared.keep(digest, aSession(), 0);
    world.failure = Object.assign(new Error("no kms:Decrypt"), { name: "AccessDeniedException" });
    expect(await shared.recall(digest)).toEqual(nothing);
    expect(world.events).toEqual([{ kind: "denied", reason: "AccessDeniedException: no kms:Decrypt" }]);
  });
});
