import { readFileSync } from "node:fs";

/**
 * The most memory that a process has had, MB: what Lambda calls "Max Memory Used", but for what Lambda itself takes.
 * @see https://docs.kernel.org/filesystems/proc.html
 */
export function readPeakMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1_024;
}
