import { expect, test } from "vitest";
import { createNonceKey } from "../../../shared/adapters/nonce-key.ts";
import { createProofNonces } from "../../../shared/adapters/proof-nonces.ts";
import { Fault } from "../../../shared/model/fault.ts";

const start = 120_000 * 10_000;
const key = "k".repeat(32);
const instance = (nowMs: number, itsKey = key) => createProofNonces({ readKey: async () => itsKey, now: () => nowMs });

test("a nonce is taken by every instance with the same key, and by none with another", async () => {
  const nonce = await instance(start).current();
  expect(nonce).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(await instance(start + 1).isFresh(nonce)).toBe(true);
  expect(await instance(start + 1, "l".repeat(32)).isFresh(nonce)).toBe(false);
  expect(nonce).not.toContain(key);
});

test.each([
  ["at the end of the next period", 239_999, true],
  ["in the one after", 240_000, false],
  ["by an instance whose clock is behind", -1, true],
  ["by one that is a period behind", -120_001, false],
])("a nonce is fresh %s: %d ms, %s", async (_what, laterMs, isFresh) => {
  const nonce = await instance(start).current();
  expect(await instance(start + laterMs).isFresh(nonce)).toBe(isFresh);
});

test("another nonce comes with the next period", async () => {
  expect(await instance(start + 119_999).current()).toBe(await instance(start).current());
  expect(await instance(start + 120_000).current()).not.toBe(await instance(start).current());
});

test.each(["", "x", "n".repeat(43), "é".repeat(43)])("%j is no nonce", async (nonce) => {
  expect(await instance(start).isFresh(nonce)).toBe(false);
});

test("without its key there is none", async () => {
  const readKey = async () => Promise.reject(new Fault("UpstreamUnavailable", "down"));
  const nonces = createProofNonces({ readKey, now: () => start });
  await expect(nonces.current()).rejects.toBeInstanceOf(Fault);
  await expect(nonces.isFresh("x")).rejects.toBeInstanceOf(Fault);
});

const readKeyOf = (stored: string) =>
  createNonceKey({ ssm: "/vend/nonce-key" }, { read: async () => stored, now: () => start });

test.each([key, "x".repeat(1_024)])("a key is read from its store, once", async (stored) => {
  let reads = 0;
  const readKey = createNonceKey(
    { ssm: "/vend/nonce-key" },
    { read: async () => `${stored.slice(0, -1)}${++reads}`, now: () => start },
  );
  expect(await readKey()).toBe(await readKey());
  expect(reads).toBe(1);
});

test.each([
  ["of 31 characters", "k".repeat(31)],
  ["of 1,025 characters", "k".repeat(1_025)],
  ["with a line end", `${key}\n`],
  ["with a space", `${key} x`],
])("a key %s is none, and nothing tells it", async (_what, stored) => {
  const error = await readKeyOf(stored)().catch((refused: unknown) => refused);
  expect(error).toMatchObject({ name: "Fault", code: "Internal" });
  expect((error as Error).message).toContain("the parameter /vend/nonce-key holds no key for nonces");
  expect((error as Error).message).not.toContain("kkk");
});
