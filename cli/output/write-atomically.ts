import { randomUUID } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CliError } from "../cli-error.ts";
import { wordFailure } from "../input/read-text.ts";

const ownersOnly = 0o600;

/**
 * Writes a file so that whoever reads it finds the old one or the new one, whole, whatever happens in between.
 * @param mode what the umask is taken from; a file that was there gets it too, unless its own is to be kept
 * @param kept the mode and group to have exactly; where the group may not be given away, it gets no more than everybody
 * @throws CliError where it cannot be written
 */
export async function writeAtomically(
  path: string,
  text: string,
  mode = 0o666,
  kept?: { readonly mode: number; readonly gid: number },
): Promise<void> {
  // In the same folder: a rename is atomic within a file system only.
  const temporary = join(dirname(path), `.${randomUUID()}.tmp`);
  try {
    const file = await open(temporary, "wx", kept === undefined ? mode : ownersOnly);
    try {
      if (kept !== undefined) await keep(file, kept);
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new CliError(`${path} cannot be written: ${wordFailure(error)}`, { file: path }, error);
  }
}

async function keep(file: FileHandle, { mode, gid }: { readonly mode: number; readonly gid: number }): Promise<void> {
  const own = await file.stat();
  const permissions = mode & 0o777;
  try {
    if (own.gid !== gid) await file.chown(own.uid, gid);
    await file.chmod(permissions);
  } catch {
    // Another group's members may not read what that group's alone could; those of this one have no more than everybody.
    await file.chmod((permissions & 0o707) | ((permissions & 0o007 & (permissions >> 3)) << 3));
  }
}
