import { expect, test } from "vitest";
import { createMemoryReplayStore } from "../../../shared/adapters/replay-memory.ts";
import type { OneTimeUse } from "../../../shared/model/ports.ts";

let nowMs = 1_000_000;
const use = (identity: string, changes: Partial<OneTimeUse> = {}): OneTimeUse => ({
  kind: "proof",
  identity,
  expiresAtMs: nowMs + 60_000,
  ...changes,
});
const store = (limit?: number) => createMemoryReplayStore({ now: () => nowMs, ...(limit !== undefined && { limit }) });

test("of several at the same time, one is the first", async () => {
  const replays = store();
  const claims = await Promise.all([1, 2, 3].map(() => replays.claim(use("a"))));
  expect(claims.filter(Boolean)).toHaveLength(1);
  expect(await replays.claim(use("a"))).toBe(false);
  expect(await replays.claim(use("b"))).toBe(true);
});

test("a token and a proof of the same identity are two", async () => {
  const replays = store();
  expect(await replays.claim(use("a"))).toBe(true);
  expect(await replays.claim(use("a", { kind: "token" }))).toBe(true);
});

test("what is released may be used again", async () => {
  const replays = store();
  await replays.claim(use("a"));
  await replays.release(use("a"));
  expect(await replays.claim(use("a"))).toBe(true);
});

test("a use is remembered until it ends, and no longer", async () => {
  const replays = store();
  const first = use("a");
  expect(await replays.claim(first)).toBe(true);
  nowMs += 59_999;
  expect(await replays.claim(first)).toBe(false);
  nowMs += 1;
  expect(await replays.claim(use("a"))).toBe(true);
});

test("when it is full, nothing more is taken and nothing forgotten; what has ended makes room", async () => {
  const replays = store(2);
  expect(await replays.claim(use("short", { expiresAtMs: nowMs + 5_000 }))).toBe(true);
  expect(await replays.claim(use("long"))).toBe(true);
  const full = { name: "Fault", code: "UpstreamUnavailable" };
  await expect(replays.claim(use("third"))).rejects.toMatchObject(full);
  expect(await replays.claim(use("long"))).toBe(false);
  nowMs += 5_000;
  expect(await replays.claim(use("third"))).toBe(true);
  await expect(replays.claim(use("fourth"))).rejects.toMatchObject(full);
});

test("a flood does not make it look through everything each time", async () => {
  const replays = store(1);
  await replays.claim(use("a", { expiresAtMs: nowMs + 10 }));
  await expect(replays.claim(use("b"))).rejects.toMatchObject({ code: "UpstreamUnavailable" });
  nowMs += 500;
  await expect(replays.claim(use("b"))).rejects.toMatchObject({ code: "UpstreamUnavailable" });
  nowMs += 500;
  expect(await replays.claim(use("b"))).toBe(true);
});
