import { afterEach, describe, expect, test, vi } from "vitest";
import { createDynamoReplayStore, type ReplayLimits } from "../../shared/adapters/replay-dynamodb.ts";
import type { OneTimeUse, ReplayStore } from "../../shared/model/ports.ts";
import { stubAwsStores } from "./read-map.ts";

export const replayTable = "vend-replay";

/** Time enough for a slow machine: what is tested here is what is decided, not how fast. */
const patient: ReplayLimits = { attemptTimeoutMs: 10_000, totalTimeoutMs: 20_000 };

const nowMs = Date.UTC(2026, 9, 7, 5, 0, 0);
const expiresAtMs = nowMs + 3_600_000;

/** The store over the table at this address, in a process of its own as it were. */
export function openReplayStore(
  url: string,
  { limits = patient, at = nowMs, table = replayTable }: { limits?: ReplayLimits; at?: number; table?: string } = {},
): ReplayStore {
  stubAwsStores(url);
  return createDynamoReplayStore({ table, region: "eu-central-1", now: () => at, limits });
}

let uses = 0;
export function aUse(changes: Partial<OneTimeUse> = {}): OneTimeUse {
  uses += 1;
  return { kind: "token", identity: JSON.stringify(["https://idp.test", `jti-${uses}`]), expiresAtMs, ...changes };
}

/** What a table must make of claims: the same for each table that there is. */
export function describeReplayStore(urlOf: () => string): void {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  describe("a use", () => {
    test("is the first one once, whichever instance asks", async () => {
      const use = aUse();
      expect(await openReplayStore(urlOf()).claim(use)).toBe(true);
      expect(await openReplayStore(urlOf()).claim({ ...use })).toBe(false);
      expect(await openReplayStore(urlOf()).claim({ ...use })).toBe(false);
    });

    test.each<[what: string, changes: Partial<OneTimeUse>]>([
      ["another id", { identity: JSON.stringify(["https://idp.test", "other"]) }],
      ["another issuer", { identity: JSON.stringify(["https://other.test", "one"]) }],
      ["of another kind", { kind: "proof" }],
    ])("is another one with %s", async (_what, changes) => {
      const use = aUse({
        identity: `${JSON.stringify(["https://idp.test", "one"])}${changes.kind ?? changes.identity}`,
      });
      const store = openReplayStore(urlOf());
      expect(await store.claim(use)).toBe(true);
      expect(await store.claim({ ...use, ...changes })).toBe(true);
      expect(await store.claim({ ...use, ...changes })).toBe(false);
    });

    test("is the first one for one of fifty that claim it at the same time", async () => {
      const use = aUse();
      const stores = Array.from({ length: 5 }, () => openReplayStore(urlOf()));
      const claims = Array.from({ length: 50 }, (_, index) => stores[index % 5]?.claim({ ...use }));
      const firsts = (await Promise.all(claims)).filter((isFirst) => isFirst === true);
      expect(firsts).toHaveLength(1);
    });

    test.each<[what: string, afterMs: number, isFirst: boolean]>([
      ["just before it is forgotten", 299_999, false],
      ["once it is forgotten", 300_000, true],
    ])("that has expired is remembered for five minutes more: %s", async (_what, afterMs, isFirst) => {
      const use = aUse();
      await openReplayStore(urlOf()).claim(use);
      const later = openReplayStore(urlOf(), { at: expiresAtMs + afterMs });
      const again = { ...use, expiresAtMs: expiresAtMs + 7_200_000 };
      expect(await later.claim({ ...again })).toBe(isFirst);
      expect(await later.claim({ ...again })).toBe(false);
    });
  });

  describe("a use that led to nothing", () => {
    test("may be tried again once it is released", async () => {
      const [use, store] = [aUse(), openReplayStore(urlOf())];
      await store.claim(use);
      await store.release(use);
      expect(await openReplayStore(urlOf()).claim({ ...use })).toBe(true);
    });

    test("cannot be released by who did not claim it", async () => {
      const [use, store, other] = [aUse(), openReplayStore(urlOf()), openReplayStore(urlOf())];
      const replay = { ...use };
      await store.claim(use);
      await other.claim(replay);
      await other.release(replay);
      await store.release({ ...use });
      expect(await other.claim({ ...use })).toBe(false);
    });

    test("is not released by who claimed it before another did", async () => {
      const [use, store] = [aUse(), openReplayStore(urlOf())];
      await store.claim(use);
      const later = openReplayStore(urlOf(), { at: expiresAtMs + 300_000 });
      const again = { ...use, expiresAtMs: expiresAtMs + 7_200_000 };
      expect(await later.claim(again)).toBe(true);
      await store.release(use);
      expect(await later.claim({ ...again })).toBe(false);
    });
  });

  test("a table of another name is none", async () => {
    const claim = openReplayStore(urlOf(), { table: "no-such-table" }).claim(aUse());
    await expect(claim).rejects.toMatchObject({
      code: "UpstreamUnavailable",
      reason: expect.stringMatching(
        /^the table no-such-table cannot tell whether this was used before: ResourceNotFoundException HTTP 400/,
      ),
    });
  });
}
