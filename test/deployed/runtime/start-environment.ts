import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { newTraceId } from "../../../local/gateway/new-trace-id.ts";
import type { DeployedFunction } from "./deployed-service.ts";
import { readCpuMs } from "./read-cpu-ms.ts";
import { type EnvironmentOptions, spawnRuntime } from "./spawn-runtime.ts";
import { type RuntimeCall, startRuntimeApi } from "./start-runtime-api.ts";

/** What became of an invocation, as Lambda sees it. */
export type Invocation = {
  /** What the function wrote before it answered: until Lambda has the answer, a runtime can do nothing else. */
  readonly log: string;
} & (
  | { readonly kind: "answered"; readonly result: unknown }
  /** The handler threw. */
  | { readonly kind: "failed"; readonly error: string }
  /** The process ended by itself. */
  | { readonly kind: "exited" }
  /** The time was up, and the environment was thrown away. */
  | { readonly kind: "timedOut" }
);

/** An execution environment: one process, that serves one invocation at a time and is frozen in between. */
export interface Environment {
  readonly pid: number;
  /** From the start of the process to its first question for an invocation: time, and CPU time of all of its threads. */
  readonly init: { readonly ms: number; readonly cpuMs: number };
  readonly isAlive: () => boolean;
  readonly invoke: (event: unknown, timeoutMs: number) => Promise<Invocation>;
  readonly isFrozen: () => boolean;
  /** Stops it in the middle of what it does, as if the machine stood still. */
  readonly stall: () => void;
  /** All that it has written. */
  readonly log: () => string;
  /** As Lambda does where an extension wants to know of it: SIGTERM, and SIGKILL to who is still there half a second later. */
  readonly shutDown: () => Promise<NodeJS.Signals | number | null>;
}

/** The initialisation failed, and the runtime told Lambda why. */
export class InitFailure extends Error {
  override readonly name = "InitFailure";
  /** What Lambda shows in its log and metrics; empty where the process ended without a word. */
  readonly reported: string;
  readonly log: string;

  constructor(reported: string, log: string) {
    super(reported === "" ? `the process ended before it was ready: ${log}` : reported);
    this.reported = reported;
    this.log = log;
  }
}

/** Lambda gives up an initialisation after 10 s. */
const initTimeoutMs = 10_000;
/** What was written before an answer is in the pipe when the answer comes: one turn of this process reads it. */
const readingMs = 20;

/**
 * Starts a function as Lambda does, by the real runtime client.
 * @throws InitFailure
 */
export async function startEnvironment(deployed: DeployedFunction, options: EnvironmentOptions): Promise<Environment> {
  const api = await startRuntimeApi();
  const startedMs = performance.now();
  const child = spawnRuntime(deployed, options, api.address);
  const pid = child.pid ?? 0;
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
  }
  const exited = once(child, "close").then(() => {
    api.close();
    return "exited" as const;
  });
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  const nextCall = (withinMs: number) => withinTime(Promise.race([api.take(), exited]), withinMs);
  const end = async () => {
    child.kill("SIGKILL");
    await exited;
  };

  const first = await nextCall(initTimeoutMs);
  if (first === "late") await end();
  if (typeof first !== "object" || first.kind !== "next") {
    const reported = typeof first === "object" && first.kind === "initError" ? first.body : "";
    if (typeof first === "object" && "acknowledge" in first) first.acknowledge();
    await exited;
    throw new InitFailure(reported, log);
  }
  const initMs = performance.now() - startedMs;
  const isFrozen = () =>
    readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /, "")
      .startsWith("T");
  child.kill("SIGSTOP");
  while (!isFrozen()) await sleep(1);
  let idle = first;

  async function finish(call: Exclude<RuntimeCall, { kind: "next" | "initError" }>): Promise<void> {
    call.acknowledge();
    const next = await nextCall(deployed.timeoutMs);
    if (typeof next === "object" && next.kind === "next") {
      idle = next;
      child.kill("SIGSTOP");
    } else await end();
  }

  return {
    pid,
    init: { ms: initMs, cpuMs: readCpuMs(pid) },
    isAlive,
    isFrozen,
    stall: () => void child.kill("SIGSTOP"),
    log: () => log,
    invoke: async (event, timeoutMs) => {
      const before = log.length;
      const said = () => log.slice(before);
      child.kill("SIGCONT");
      idle.hand({
        requestId: randomUUID(),
        deadlineMs: options.now() + timeoutMs,
        functionArn: `arn:aws:lambda:eu-central-1:999988887777:function:${deployed.name}`,
        traceId: newTraceId(options.now()),
        event,
      });
      const call = await nextCall(timeoutMs);
      if (call === "exited") return { kind: "exited", log: said() };
      if (call === "late") {
        await end();
        return { kind: "timedOut", log: said() };
      }
      if (call.kind === "next" || call.kind === "initError")
        throw new Error(`a runtime that was invoked says ${call.kind}`);
      await sleep(readingMs);
      const written = said();
      await finish(call);
      if (call.kind === "error") return { kind: "failed", error: call.body, log: written };
      return { kind: "answered", result: JSON.parse(call.body), log: written };
    },
    shutDown: async () => {
      child.kill("SIGCONT");
      child.kill("SIGTERM");
      if ((await withinTime(exited, 500)) === "late") await end();
      return child.exitCode ?? child.signalCode;
    },
  };
}

async function withinTime<T>(promise: Promise<T>, ms: number): Promise<T | "late"> {
  const timer = new AbortController();
  const late = sleep(ms, "late" as const, { signal: timer.signal });
  late.catch(() => undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    timer.abort();
  }
}
