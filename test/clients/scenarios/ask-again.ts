import type { Interference } from "../../faults/faults.ts";
import { expectCredentials } from "../expect-credentials.ts";
import { expectSentence } from "../expect-sentence.ts";
import { refuseWith } from "../refuse-with.ts";
import type { Scenario } from "../scenario.ts";

const answer = (status: number, body: string, type = "text/html"): Interference => ({
  kind: "answer",
  status,
  type,
  body,
});
const timedOut = answer(504, '{"message":"Endpoint request timed out"}', "application/json");

/** What goes wrong once and is asked for again. */
const passing: readonly (readonly [what: string, does: Interference])[] = [
  ["a reset connection", { kind: "reset" }],
  ["an answer that is cut short", { kind: "cut" }],
  ["a web page in place of an answer", answer(200, "<html>Sorry</html>")],
  ["an empty answer", answer(200, "", "application/json")],
  ["429", refuseWith("Throttled", { retryAfterSeconds: 1 })],
  ["500", refuseWith("Internal", { retryAfterSeconds: 1 })],
  ["502", refuseWith("UpstreamInvalid", { retryAfterSeconds: 1 })],
  ["503", refuseWith("UpstreamUnavailable", { retryAfterSeconds: 1 })],
  ["504 of the gateway", timedOut],
];

/** What is the matter each time, and what is said of it after the last attempt. */
const lasting: readonly (readonly [what: string, does: Interference, says: string | RegExp])[] = [
  ["503", refuseWith("UpstreamUnavailable", { retryAfterSeconds: 1 }), "503 UpstreamUnavailable: "],
  ["504 of the gateway", timedOut, "504"],
  ["a web page", answer(200, "<html>Sorry</html>"), /^(?!.*Sorry)/],
];

/** What may be well the next time. */
export const askAgain: readonly Scenario[] = [
  ...passing.map(
    ([what, does]) =>
      ({
        name: `asks again after ${what}`,
        play: async (world) => {
          const { expect, service } = world;
          service.interfere = () => (service.seen.length === 1 ? does : undefined);
          expectCredentials(world, await (await world.startUsual()).get());
          expect(service.seen).toHaveLength(2);
        },
      }) satisfies Scenario,
  ),
  ...lasting.map(
    ([what, does, says]) =>
      ({
        name: `gives up after four attempts that meet ${what}`,
        play: async (world) => {
          world.service.interfere = () => does;
          expectSentence(world, await (await world.startUsual()).get(), says);
          world.expect(world.service.seen).toHaveLength(4);
        },
      }) satisfies Scenario,
  ),
  ...([429, 503] as const).map(
    (status) =>
      ({
        name: `waits for as long as a ${status} says`,
        play: async (world) => {
          const { expect, service } = world;
          const refusal = refuseWith(status === 429 ? "Throttled" : "UpstreamUnavailable", { retryAfterSeconds: 3 });
          service.interfere = () => (service.seen.length === 1 ? refusal : undefined);
          expectCredentials(world, await (await world.startUsual()).get());
          const waitedMs = (service.seen[1]?.atMs ?? 0) - (service.seen[0]?.atMs ?? 0);
          expect(waitedMs).toBeGreaterThan(2_950);
          expect(waitedMs).toBeLessThan(5_000);
        },
      }) satisfies Scenario,
  ),
  {
    name: "waits for five seconds at most",
    play: async (world) => {
      const { expect, service } = world;
      const refusal = refuseWith("Throttled", { retryAfterSeconds: 3_600 });
      service.interfere = () => (service.seen.length === 1 ? refusal : undefined);
      expectCredentials(world, await (await world.startUsual()).get());
      const waitedMs = (service.seen[1]?.atMs ?? 0) - (service.seen[0]?.atMs ?? 0);
      expect(waitedMs).toBeGreaterThan(4_500);
      expect(waitedMs).toBeLessThan(6_500);
    },
  },
  {
    name: "asks again when an answer takes too long",
    play: async (world) => {
      const { expect, service } = world;
      service.interfere = () => (service.seen.length === 1 ? { kind: "delay", ms: 6_000 } : undefined);
      expectCredentials(world, await (await world.startUsual({ VEND_READ_TIMEOUT_SECONDS: "1" })).get());
      const waitedMs = (service.seen[1]?.atMs ?? 0) - (service.seen[0]?.atMs ?? 0);
      expect(waitedMs).toBeGreaterThan(950);
      expect(waitedMs).toBeLessThan(3_000);
    },
  },
  {
    name: "gives up within 15 seconds where nothing ever answers",
    play: async (world) => {
      const { expect, service } = world;
      service.interfere = () => ({ kind: "hang" });
      const got = await (await world.startUsual()).get();
      const tookMs = performance.now() - (service.seen[0]?.atMs ?? 0);
      expectSentence(world, got, /time|within/i);
      expect(tookMs).toBeLessThan(16_000);
      expect(service.seen.length).toBeLessThanOrEqual(4);
    },
  },
  {
    name: "says that the service is down, where it has none",
    play: async (world) => {
      await world.service.goDown();
      const driver = await world.startUsual();
      const startedMs = performance.now();
      expectSentence(world, await driver.get(), /refused.*4 attempts/i);
      world.expect(performance.now() - startedMs).toBeLessThan(15_000);
      await world.service.comeUp();
    },
  },
];
