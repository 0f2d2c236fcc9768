import { constants, type Stats } from "node:fs";
import { open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "../output/write-atomically.ts";
import { type CacheEntry, parseEntry, printEntry } from "./cache-entry.ts";
import { isPrivate } from "./is-private.ts";
import { longestLifeMs } from "./longest-life.ts";

/** Kept credentials of one caller for one thing that is asked for. */
export interface CredentialCache {
  /** Undefined where there are none, or the file cannot be trusted: it is written anew then. */
  readonly read: (nowMs: number) => Promise<CacheEntry | undefined>;
  /** @throws CliError where it cannot be written */
  readonly write: (entry: CacheEntry) => Promise<void>;
  /** The file that says that somebody is getting new ones. */
  readonly lockPath: string;
}

const maxBytes = 64 * 1024;

/** @param folder one that `openCacheFolder` gave */
export function openCredentialCache(folder: string, key: string): CredentialCache {
  const path = join(folder, `${key}.json`);
  return {
    lockPath: join(folder, `${key}.lock`),
    read: async (nowMs) => {
      const text = await readPrivateFile(path);
      return text === undefined ? undefined : parseEntry(text, key, nowMs);
    },
    write: async (entry) => {
      await writeAtomically(path, printEntry(entry, key), 0o600);
      // Left for the next time where it fails.
      await sweep(folder).catch(() => undefined);
    },
  };
}

/** Follows no link, and reads nothing that others could have written: all of it is judged on the opened file, which nobody can exchange. */
async function readPrivateFile(path: string): Promise<string | undefined> {
  try {
    const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    try {
      const found: Stats = await file.stat();
      return found.isFile() && isPrivate(found) && found.size <= maxBytes ? await file.readFile("utf8") : undefined;
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

/** Removes what has ended: credentials that nobody asks for any more, and what an interrupted write has left. */
async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const modifiedAtMs = (await stat(path).catch(() => undefined))?.mtimeMs;
    if (modifiedAtMs !== undefined && Date.now() - modifiedAtMs > longestLifeMs) {
      await rm(path, { force: true });
    }
  }
}
