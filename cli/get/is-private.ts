import type { Stats } from "node:fs";

/** Whether a file or folder is this user's and nobody else may do anything with it. Windows has no such modes: there, it is the profile's folder that is private. */
export function isPrivate({ uid, mode }: Pick<Stats, "uid" | "mode">): boolean {
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o077) === 0);
}
