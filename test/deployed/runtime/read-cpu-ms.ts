import { readdirSync, readFileSync } from "node:fs";

/**
 * The CPU time of all threads that a process has, milliseconds; to the nanosecond, where `times` would count in hundredths of a second.
 * @see https://docs.kernel.org/scheduler/sched-stats.html
 */
export function readCpuMs(pid: number): number {
  const threads = `/proc/${pid}/task`;
  const nanoseconds = readdirSync(threads).map((thread) =>
    Number(readFileSync(`${threads}/${thread}/schedstat`, "utf8").split(" ")[0]),
  );
  return nanoseconds.reduce((sum, spent) => sum + spent, 0) / 1e6;
}
