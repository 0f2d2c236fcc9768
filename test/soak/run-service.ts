import { monitorEventLoopDelay } from "node:perf_hooks";
import { shiftClock } from "../faults/shift-clock.ts";
import type { ServiceOrder, ServiceReport } from "./service-order.ts";

/*
 * The service in a process of its own: what `npm start` runs, with a clock that is moved and memory that is looked at when told to. Run
 * with --expose-gc.
 */
const moveClock = shiftClock();
const { startStack } = await import("../../local/start-stack.ts");
const { readSettings } = await import("../../local/read-settings.ts");

const stack = await startStack(readSettings(process.env));
const stalls = monitorEventLoopDelay({ resolution: 10 });
stalls.enable();

process.on("message", (order: ServiceOrder) => {
  if (order.kind === "moveClock") moveClock(order.byMs);
  report(order.kind === "sample" ? sample() : { kind: "done", stalledMs: takeStall() });
});
process.on("disconnect", () => process.exit(0));
report({ kind: "ready", url: stack.gateway.url });

/** Twice: what a first collection finalizes, a second one frees. */
function sample(): ServiceReport {
  if (globalThis.gc === undefined) throw new Error("run with --expose-gc");
  globalThis.gc();
  globalThis.gc();
  const { rss, heapUsed } = process.memoryUsage();
  return { kind: "sample", rss, heapUsed, cpuMs: cpuMs() };
}

function takeStall(): number {
  const stalledMs = stalls.max / 1e6;
  stalls.reset();
  return stalledMs;
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function report(told: ServiceReport): void {
  process.send?.(told);
}
