import { randomUUID } from "node:crypto";
import { lstat, readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { parseObject } from "../../clients/node/parse-object.ts";

/** Gives a lock back. */
export type Release = () => Promise<void>;

/** A fetch takes 15 s at most: who holds a lock for longer has gone without giving it back. */
const staleMs = 20_000;
const pollMs = 25;

/**
 * Takes a lock among the processes of one user.
 * @returns undefined where another process has it
 */
export async function tryLock(path: string): Promise<Release | undefined> {
  const ours = JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() });
  for (let isSecond = false; ; isSecond = true) {
    try {
      await writeFile(path, ours, { flag: "wx", mode: 0o600 });
      return async () => {
        // Not one that somebody else has taken over meanwhile.
        if ((await readLock(path).catch(() => "")) === ours) {
          await rm(path, { force: true });
        }
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
        // Where no file can be written, nothing can be kept for the next one to find.
        return async () => undefined;
      }
      if (isSecond || !(await isAbandoned(path))) {
        return undefined;
      }
      // Two that see this at once may both get past: that costs a request, and nothing else.
      try {
        await rm(path, { force: true });
      } catch {
        // A folder: there can be no lock, and nobody is to wait for one.
        return async () => undefined;
      }
    }
  }
}

/**
 * Waits for a lock.
 * @param isDone looked at in between: no lock is needed any more
 * @returns undefined where it is done, or the lock was not to be had in time; who waited that long goes on without
 */
export async function waitForLock(
  path: string,
  limitMs: number,
  isDone: () => Promise<boolean>,
): Promise<Release | undefined> {
  const endsAt = performance.now() + limitMs;
  for (;;) {
    const release = await tryLock(path);
    if (release !== undefined) {
      return release;
    }
    if (performance.now() >= endsAt || (await isDone())) {
      return undefined;
    }
    await sleep(pollMs);
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  try {
    const { pid, host } = parseObject(await readLock(path)) ?? {};
    if (host === hostname() && typeof pid === "number" && !isRunning(pid)) {
      return true;
    }
    // Either way: another host may share the folder and be ahead by its clock, and would else have the lock until then.
    return Math.abs(Date.now() - (await lstat(path)).mtimeMs) > staleMs;
  } catch {
    // Given back in this moment, or never a lock.
    return true;
  }
}

/** @throws Error where it is no file, such as a pipe, of which a read might never end */
async function readLock(path: string): Promise<string> {
  if (!(await lstat(path)).isFile()) {
    throw new Error("no file");
  }
  return await readFile(path, "utf8");
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
