import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { mapText } from "./maps.ts";
import { type Flow, type Outcome, startFlow } from "./start-flow.ts";
import { refreshSeconds, type Service, startService } from "./start-service.ts";
import type { Store } from "./stores.ts";

/**
 * What a loaded machine may add to times that are promised, and which the live map's own tests hold to the millisecond. Still
 * less than what the service would take if it held to nothing: three seconds for a source that hangs, thirty for a change.
 */
const slackMs = 2_400;
const patience = { timeout: 15_000, interval: 50 };
const waitMs = 300;
const reloadMs = refreshSeconds * 1_000;

const kinds = (outcomes: readonly Outcome[]) => [...new Set(outcomes.map(({ outcome }) => outcome))];
const slowest = (outcomes: readonly Outcome[]) => Math.max(...outcomes.map(({ tookMs }) => tookMs));
/** Enough for a look at the source to have come, where the machine is not busy. */
const letRefresh = () => sleep(reloadMs + waitMs);

/**
 * What every source owes: changes, invalid changes, outages and recoveries, with requests flowing and none lost. The tests
 * build on one another, in one process of the service.
 * @param isThorough also what depends little on the source, and takes its time
 */
export function describeReload(name: string, open: () => Promise<Store>, { isThorough = false } = {}): void {
  describe(`a map in ${name}, with requests flowing`, () => {
    let store: Store;
    let service: Service;
    let flow: Flow;
    beforeAll(async () => {
      store = await open();
      service = await startService(store, mapText);
      flow = startFlow(service);
      await flow.firstWith("200", 0);
    }, 60_000);
    afterAll(async () => {
      await flow?.stop();
      await service?.close();
      await store?.close();
    });

    async function publish(changes: Parameters<typeof mapText>[1], mangle = (text: string) => text): Promise<number> {
      await store.put(mangle(mapText(service.corp, changes)));
      return performance.now();
    }

    function describeFailingTests(): void {
      test("a map that fails its own tests goes no further either", async () => {
        const publishedMs = await publish({ expects: "{ refused: Revoked }" });
        await vi.waitFor(
          () =>
            expect(events(service, "refused").at(-1)).toMatchObject({
              problems: [expect.stringMatching(/the test "the runner" expects refused Revoked and gets grant nightly/)],
            }),
          patience,
        );
        expect(kinds(await flow.since(publishedMs))).toEqual(["Revoked"]);
      });
    }

    function describeOutages(): void {
      test.each(["down", "failing", "hung"] as const)(
        "an outage of the store (%s) is not seen by callers",
        async (state) => {
          store.setState(state);
          const startedMs = performance.now();
          await letRefresh();
          const outcomes = await flow.since(startedMs);
          expect(kinds(outcomes)).toEqual(["200"]);
          expect(slowest(outcomes)).toBeLessThan(waitMs + slackMs);
          store.setState("up");
        },
      );
    }

    test("a deny takes effect within the reload time, for every request from then on", async () => {
      const publishedMs = await publish({ isDenied: true });
      const deniedMs = await flow.firstWith("Revoked", publishedMs);
      expect(deniedMs - publishedMs).toBeLessThan(reloadMs + slackMs);
      await letRefresh();
      expect(kinds(await flow.since(deniedMs))).toEqual(["Revoked"]);
    });

    test("an invalid map changes nothing but what readiness, log and metrics say", async () => {
      const before = await service.ready();
      const publishedMs = await publish({}, (text) => text.replace("when:", "wen:"));
      // Refused at one look, and counted at the next again.
      await vi.waitFor(() => expect(counts(service, "PolicyMapRefused")).toBeGreaterThan(1), patience);
      expect(kinds(await flow.since(publishedMs))).toEqual(["Revoked"]);
      const after = await service.ready();
      expect(after).toMatchObject({ digest: before?.digest, version: before?.version });
      expect(after?.refused).toMatchObject({
        version: expect.any(String),
        places: expect.arrayContaining([expect.any(String)]),
      });
      expect(after?.refused?.version).not.toBe(before?.version);
      expect(events(service, "refused")).toHaveLength(1);
    });

    if (isThorough) describeFailingTests();

    test("the next good one is taken up", async () => {
      const publishedMs = await publish({ duration: "2h" });
      const vendedMs = await flow.firstWith("200", publishedMs);
      expect(vendedMs - publishedMs).toBeLessThan(reloadMs + slackMs);
      expect((await service.ready())?.refused).toBeUndefined();
      await letRefresh();
      expect(kinds(await flow.since(vendedMs))).toEqual(["200"]);
      expect(service.sts.calls.at(-1)?.parameters.get("DurationSeconds")).toBe("7200");
    });

    if (isThorough) describeOutages();

    test("the outage is told, and over once the store is back, whose newer map is then live", async () => {
      const downMs = performance.now();
      const toldBefore = events(service, "fetchFailed").length;
      const countedBefore = counts(service, "PolicyMapFetchFailed");
      store.setState("down");
      await vi.waitFor(() => expect(events(service, "fetchFailed").length).toBeGreaterThan(toldBefore), patience);
      expect(kinds(await flow.since(downMs))).toEqual(["200"]);
      expect(await service.ready()).toMatchObject({ unreadableSince: expect.any(String) });
      expect(counts(service, "PolicyMapFetchFailed")).toBeGreaterThan(countedBefore);
      store.setState("up");
      const publishedMs = await publish({ isDenied: true });
      await flow.firstWith("Revoked", publishedMs);
      expect((await service.ready())?.unreadableSince).toBeUndefined();
      expect(events(service, "recovered")).toContainEqual(expect.objectContaining({ from: "fetchFailed" }));
    });

    test("no request was lost, and none got anything but credentials or the deny", async () => {
      const outcomes = await flow.stop();
      expect(outcomes.length).toBeGreaterThan(100);
      expect(kinds(outcomes).sort()).toEqual(["200", "Revoked"]);
    });
  });
}

function events({ lines }: Service, kind: string): readonly Record<string, unknown>[] {
  return lines()
    .map((line) => line["policyMap"] as Record<string, unknown> | undefined)
    .flatMap((event) => (event?.["event"] === kind ? [event] : []));
}

function counts({ lines }: Service, metric: string): number {
  return lines().reduce((sum, line) => sum + Number(line[metric] ?? 0), 0);
}
