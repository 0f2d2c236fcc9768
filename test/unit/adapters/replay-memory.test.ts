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
const store = (limit?: number, limitOfOwner?: number) =>
  createMemoryReplayStore({
    now: () => nowMs,
    ...(limit !== undefined && { limit }),
    ...(limitOfOwner !== undefined && { limitOfOwner }),
  });

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

test("an owner takes its share and no more, and the others have theirs", async () => {
  const replays = store(5, 2);
  const mine = (identity: string, endsInMs = 60_000) =>
    use(identity, { owner: "me", expiresAtMs: 1_000_000_000 + endsInMs });
  nowMs = 1_000_000_000;
  expect(await replays.claim(mine("a", 1_500))).toBe(true);
  expect(await replays.claim(mine("b"))).toBe(true);
  const throttled = { name: "Refusal", code: "Throttled", retryAfterSeconds: 2 };
  await expect(replays.claim(mine("c"))).rejects.toMatchObject(throttled);
  // A replay is known as one all the same.
  expect(await replays.claim(mine("a", 1_500))).toBe(false);
  for (const other of ["d", "e", "f"]) {
    expect(await replays.claim(use(other, other === "d" ? {} : { owner: "other" }))).toBe(true);
  }
  // What is full altogether is nobody's fault, and who has used up a share hears of that.
  await expect(replays.claim(use("g"))).rejects.toMatchObject({ name: "Fault", code: "UpstreamUnavailable" });
  await expect(replays.claim(mine("c"))).rejects.toMatchObject(throttled);
  nowMs += 1_500;
  expect(await replays.claim(mine("c"))).toBe(true);
  await expect(replays.claim(mine("d"))).rejects.toMatchObject({ code: "Throttled", retryAfterSeconds: 59 });
});

test("what is released, or has ended and comes again, leaves its place in the owner's share and in all", async () => {
  const replays = store(2, 1);
  const mine = use("a", { owner: "me", expiresAtMs: nowMs + 10 });
  expect(await replays.claim(mine)).toBe(true);
  await replays.release(mine);
  await replays.release(mine);
  expect(await replays.claim(mine)).toBe(true);
  nowMs += 10;
  expect(await replays.claim({ ...mine, expiresAtMs: nowMs + 60_000 })).toBe(true);
  expect(await replays.claim(use("b"))).toBe(true);
  await expect(replays.claim(use("c"))).rejects.toMatchObject({ code: "UpstreamUnavailable" });
});

test.each([
  [1_999, true],
  [2_000, false],
])("an owner of %d uses has room for one more: %s", async (held, hasRoom) => {
  const replays = store();
  for (let nth = 0; nth < held; nth += 1) await replays.claim(use(`${nth}`, { owner: "me" }));
  const last = replays.claim(use("last", { owner: "me" })).catch((error: { code?: string }) => error.code);
  expect(await last).toBe(hasRoom ? true : "Throttled");
});
