import { setTimeout as sleep } from "node:timers/promises";
import type { Interference } from "../../faults/faults.ts";
import { expectCredentials } from "../expect-credentials.ts";
import { expectSentence } from "../expect-sentence.ts";
import { expireIn } from "../expire-in.ts";
import type { Scenario } from "../scenario.ts";
import type { Got } from "../start-driver.ts";
import { alwaysRefresh, until } from "./refreshing.ts";

/** Other credentials each time, all three values with the same number. */
function numbered(number: () => number): Interference {
  return {
    kind: "rewrite",
    rewrite: (body) => {
      const n = String(number()).padStart(4, "0");
      return body
        .replace(
          /ASIA[A-Z2-7]{16}/,
          `ASIANUMBER${n.replace(/\d/g, (digit) => "ABCDEFGHIJ"[Number(digit)] ?? "")}AAAAAA`,
        )
        .replace(/("(?:secretaccesskey|secret_access_key|secret_key|secret)":)"[^"]+"/i, `$1"secret-${n}"`)
        .replace(/("(?:token|sessiontoken|session_token)":)"[^"]+"/i, `$1"token-${n}"`);
    },
  };
}

const tripleOf = ({ secretAccessKey, sessionToken }: Extract<Got, { readonly error?: undefined }>) =>
  `${secretAccessKey} ${sessionToken}`;

/** What is kept, for how long, and what replaces it. */
export const keepAndRefresh: readonly Scenario[] = [
  {
    name: "keeps credentials in memory",
    play: async (world) => {
      const driver = await world.startUsual();
      const first = expectCredentials(world, await driver.get());
      world.expect(await driver.get()).toEqual(first);
      await sleep(300);
      world.expect(world.service.seen).toHaveLength(1);
    },
  },
  {
    name: "refreshes inside the window, and gives what it has meanwhile",
    play: async (world) => {
      const { expect, service, client } = world;
      service.interfere = () => expireIn(3_000 + 100 * service.seen.length);
      const driver = await world.startUsual(alwaysRefresh);
      const first = expectCredentials(world, await driver.get());
      if (client.refreshes === "in the background") {
        service.interfere = () => (service.seen.length === 2 ? { kind: "delay", ms: 2_500 } : expireIn(3_500));
        const startedMs = performance.now();
        expect(await driver.get()).toEqual(first);
        expect(performance.now() - startedMs).toBeLessThan(1_500);
        // One refresh at a time.
        expect(await driver.get()).toEqual(first);
        await sleep(1_000);
        expect(service.seen.length).toBe(2);
      }
      let latest: Got = first;
      await until(async () => {
        latest = await driver.get();
        return latest.error !== undefined || latest.expiration !== first.expiration;
      });
      expect(expectCredentials(world, latest).expiration).not.toBe(first.expiration);
    },
  },
  {
    name: "keeps good credentials while the service is down, says so in the log, and recovers",
    play: async (world) => {
      const { expect, service } = world;
      service.interfere = () => expireIn(3_000 + 100 * service.seen.length);
      const driver = await world.startUsual(alwaysRefresh);
      const first = expectCredentials(world, await driver.get());
      await service.goDown();
      for (const pauseMs of [0, 2_000, 2_000, 500]) {
        await sleep(pauseMs);
        const startedMs = performance.now();
        expect(await driver.get()).toEqual(first);
        expect(performance.now() - startedMs).toBeLessThan(5_000);
      }
      const warnings = driver.log().split("No AWS credentials from ").length - 1;
      expect(warnings, driver.log()).toBe(1);
      await service.comeUp();
      let latest: Got = first;
      await until(async () => {
        latest = await driver.get();
        return latest.error !== undefined || latest.expiration !== first.expiration;
      }, 20_000);
      expect(expectCredentials(world, latest).expiration).not.toBe(first.expiration);
    },
  },
  {
    name: "waits before it tries again after a refresh that failed",
    play: async (world) => {
      const { expect, service } = world;
      const driver = await world.startUsual(alwaysRefresh);
      const first = expectCredentials(world, await driver.get());
      service.interfere = () => ({ kind: "answer", status: 403, type: "application/json", body: "{}" });
      for (let times = 0; times < 8; times += 1) {
        expect(await driver.get()).toEqual(first);
        await sleep(400);
      }
      expect(service.seen).toHaveLength(2);
    },
  },
  {
    name: "gives credentials up to their end, and an error after it, while the service is down",
    play: async (world) => {
      const { expect, service } = world;
      service.interfere = () => expireIn(7);
      const driver = await world.startUsual();
      const first = expectCredentials(world, await driver.get());
      await service.goDown();
      expect(await driver.get()).toEqual(first);
      await sleep(Math.max(0, Date.parse(first.expiration) - Date.now()) + 100);
      expectSentence(world, await driver.get(), /refused/i);
      service.interfere = () => undefined;
      await service.comeUp();
      let latest: Got = { error: "none" };
      await until(async () => {
        latest = await driver.get();
        return latest.error === undefined;
      }, 20_000);
      expectCredentials(world, latest);
    },
  },
  {
    name: "makes one request for many who ask at once",
    needsThreads: true,
    play: async (world) => {
      const { expect, service } = world;
      service.interfere = () => ({ kind: "delay", ms: 500 });
      const gots = await (await world.startUsual()).getMany(30);
      for (const got of gots) expect(got).toEqual(expectCredentials(world, gots[0] ?? got));
      expect(service.seen).toHaveLength(1);
    },
  },
  {
    name: "gives all who ask at once the one refusal",
    needsThreads: true,
    play: async (world) => {
      const { expect, service } = world;
      service.interfere = () => ({ kind: "delay", ms: 1_000 });
      const driver = await world.startUsual({ VEND_TOKEN_FILE: world.file("token", await world.token("intern")) });
      for (const got of await driver.getMany(10)) expectSentence(world, got, "403 NotGranted");
      expect(service.seen).toHaveLength(1);
    },
  },
  {
    name: "gives many who ask while it refreshes the old credentials or the new, never some of both",
    needsThreads: true,
    play: async (world) => {
      const { expect, service } = world;
      service.interfere = () => numbered(() => service.seen.length);
      const driver = await world.startUsual(alwaysRefresh);
      const triples = new Set<string>();
      for (let round = 0; round < 12; round += 1) {
        for (const got of await driver.getMany(25)) triples.add(tripleOf(expectCredentials(world, got)));
        await sleep(40);
      }
      expect(triples.size).toBeGreaterThan(1);
      for (const triple of triples) expect(triple).toMatch(/^secret-(\d{4}) token-\1$/);
    },
  },
];
