import { lstat } from "node:fs/promises";
import { writeAtomically } from "./write-atomically.ts";

/**
 * Writes a file that holds what is somebody's secret: one that is there keeps its mode and group, since a service of another user may read it.
 * A link is replaced and not followed, as who made it is not known.
 * @param modeOfNew what the umask is taken from where there is none
 * @throws CliError where it cannot be written
 */
export async function writeAsPrivate(path: string, text: string, modeOfNew: number): Promise<void> {
  const before = await lstat(path).catch(() => undefined);
  await writeAtomically(path, text, modeOfNew, before?.isFile() === true ? before : undefined);
}
