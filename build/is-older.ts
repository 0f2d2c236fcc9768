import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/**
 * Whether what was made is older than something that it is made of, or is not there.
 * @param made a file, the last that is written
 * @param sources files, and folders with all that is in them: a folder's own time tells what was taken out of it
 */
export async function isOlder(made: string, sources: readonly string[]): Promise<boolean> {
  const madeAtMs = await changedAtMs(made).catch(() => 0);
  for (const source of sources) {
    const within = (await stat(source)).isDirectory() ? await readdir(source, { recursive: true }) : [];
    const times = await Promise.all([source, ...within.map((name) => join(source, name))].map(changedAtMs));
    if (times.some((timeMs) => timeMs >= madeAtMs)) return true;
  }
  return false;
}

async function changedAtMs(path: string): Promise<number> {
  return (await stat(path)).mtimeMs;
}
