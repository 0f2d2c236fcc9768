import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { bearer, httpRequest } from "../support/http-request.ts";
import { askIdentity } from "./ask-identity.ts";
import { judgeAnswer } from "./judge-answer.ts";
import { judgeMemory } from "./judge-memory.ts";
import type { MemorySample } from "./memory-sample.ts";
import { planRound } from "./plan-round.ts";
import type { SoakAnswer } from "./soak-answer.ts";
import type { SoakAsk } from "./soak-ask.ts";
import { createSoakLoad, subjectsOf } from "./soak-load.ts";
import type { SoakReport } from "./soak-report.ts";
import { createSoakTally } from "./soak-tally.ts";
import { startService } from "./start-service.ts";
import { startWorld } from "./start-world.ts";

export interface SoakOptions {
  readonly minutes: number;
  readonly requestsPerSecond: number;
  readonly subjects: number;
  /** Moves this process's clock on. */
  readonly moveClock: (byMs: number) => void;
}

const roundMs = 2_000;
const tickMs = 20;
/** By so much the clock is moved after each round: all that is measured in minutes happens within seconds. */
const movedMs = 60_000;
/** One that stood still for longer says nothing of the service. */
const stallMs = 150;
const mostInFlight = 300;
/** Before, caches are still filling: nothing can be said of growth. */
const leastMinutesForMemory = 5;

interface Answered {
  readonly ask: SoakAsk;
  readonly answer: SoakAnswer;
  readonly heldUntilMs: number | undefined;
}

/** Load in rounds; between two of them nothing is under way, and then clock, map, keys and STS are changed and memory is looked at. */
export async function runSoak({ minutes, requestsPerSecond, subjects, moveClock }: SoakOptions): Promise<SoakReport> {
  const first = planRound(0, subjectsOf(subjects));
  const world = await startWorld(first.version);
  const service = await startService(world.env);
  let plan = first;
  const load = await createSoakLoad({
    issuer: world.issuer.tokens,
    subjects,
    keyId: () => plan.keyId,
    version: () => plan.version,
  });
  const tally = createSoakTally();
  const samples: MemorySample[] = [];
  const stalls = monitorEventLoopDelay({ resolution: 10 });
  stalls.enable();
  const recordsBefore = service.log.auditRecords();
  const clockStartedMs = Date.now();
  const startedMs = performance.now();
  const passedMs = () => performance.now() - startedMs;
  const totalMs = minutes * 60_000;
  const sampleEveryMs = Math.min(15_000, totalMs / 20);
  let [wasTroubled, stalledRounds, cpuMs] = [true, 0, 0];

  async function send(ask: SoakAsk): Promise<Answered> {
    const heldUntilMs = tally.heldUntilMs(ask);
    const sentMs = performance.now();
    const reply = await httpRequest(service.url + ask.path, {
      headers: ask.token === undefined ? [] : bearer(ask.token),
    });
    const tookMs = performance.now() - sentMs;
    const atMs = Date.now();
    const identity =
      reply.status === 200 ? await tally.identityOf(reply.text, (keys) => askIdentity(world.stsUrl, keys)) : undefined;
    return { ask, answer: { ...reply, atMs, tookMs, identity }, heldUntilMs };
  }

  async function runRound(): Promise<readonly Answered[]> {
    const inFlight = new Set<Promise<void>>();
    const answered: Answered[] = [];
    const roundStartedMs = performance.now();
    for (let sent = 0; performance.now() - roundStartedMs < roundMs; await sleep(tickMs)) {
      const due = Math.floor(((performance.now() - roundStartedMs) * requestsPerSecond) / 1_000);
      for (; sent < due && inFlight.size < mostInFlight; sent += 1) {
        const asking = load
          .next()
          .then(send)
          .then(
            (one) => void answered.push(one),
            (error: unknown) => tally.noteFlaw(`no answer: ${error instanceof Error ? error.message : "unknown"}`),
          )
          .finally(() => inFlight.delete(asking));
        inFlight.add(asking);
      }
    }
    await Promise.all(inFlight);
    return answered;
  }

  async function lookAtMemory(): Promise<void> {
    const { rss, heapUsed, cpuMs: usedMs } = await service.sample();
    const mb = (bytes: number) => Math.round((bytes / 1_048_576) * 10) / 10;
    samples.push({ atSeconds: Math.round(passedMs() / 1_000), rssMb: mb(rss), heapMb: mb(heapUsed) });
    cpuMs = usedMs;
  }

  let rounds = 0;
  await lookAtMemory();
  const cpuBeforeMs = cpuMs;
  await service.takeStall();
  stalls.reset();
  while (passedMs() < totalMs) {
    world.throttlesOneIn = plan.throttlesOneIn;
    const answered = await runRound();
    const isStalled = Math.max(await service.takeStall(), stalls.max / 1e6) > stallMs;
    if (isStalled) stalledRounds += 1;
    const isTroubledNow = isStalled || plan.throttlesOneIn > 0;
    for (const { ask, answer, heldUntilMs } of answered) {
      const flaws = judgeAnswer(ask, answer, { isTroubled: isTroubledNow || wasTroubled, heldUntilMs });
      tally.note(ask, answer, flaws);
      if (answer.status === 200) load.noteServed(ask);
    }
    wasTroubled = isTroubledNow;
    rounds += 1;
    plan = planRound(rounds, subjectsOf(subjects));
    for (const keyId of plan.newKeys) await world.issuer.tokens.addKey(keyId);
    world.issuer.publishes = world.issuer.tokens.keys
      .filter((key) => plan.publishedKeys.includes(key.keyId))
      .map((key) => key.publicJwk);
    if (plan.writesMap) await world.writeMap(plan.version, plan.isMapWhole);
    moveClock(movedMs);
    await service.moveClock(movedMs);
    tally.forgetEnded();
    if (passedMs() >= sampleEveryMs * samples.length) await lookAtMemory();
    await service.takeStall();
    stalls.reset();
  }
  const tookMs = passedMs();
  await sleep(500); // until the last lines of the log are here
  const { log } = service;
  const records = log.auditRecords() - recordsBefore;
  if (records !== tally.requests()) tally.noteFlaw(`${records} audit records of ${tally.requests()} requests`);
  if (log.secrets() > 0) tally.noteFlaw(`${log.secrets()} lines of the log hold a secret`);
  for (const [what, count] of log.errors()) {
    if (what !== '"message":"policy map"') tally.noteFlaw(`the log says ${what} (${count})`);
  }
  await service.stop();
  const { all: stsCalls, throttled: stsThrottled } = world.stsCalls();
  await world.close();
  const memory = minutes < leastMinutesForMemory ? undefined : judgeMemory(samples);
  for (const flaw of memory?.flaws ?? []) tally.noteFlaw(flaw);
  return {
    ...tally.summary(),
    minutes: tookMs / 60_000,
    clockHours: (Date.now() - clockStartedMs) / 3_600_000,
    subjects,
    stsCalls,
    stsThrottled,
    mapVersions: plan.mapVersions,
    keyRotations: world.issuer.tokens.keys.length - 1,
    stalledRounds,
    rounds,
    serviceCores: (cpuMs - cpuBeforeMs) / tookMs,
    samples,
    memory,
  };
}
