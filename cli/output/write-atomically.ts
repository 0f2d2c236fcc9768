import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CliError } from "../cli-error.ts";
import { wordFailure } from "../input/read-text.ts";

/**
 * Writes a file so that whoever reads it finds the old one or the new one, whole, whatever happens in between.
 * @param mode what the umask is taken from; a file that was there gets it too
 * @throws CliError where it cannot be written
 */
export async function writeAtomically(path: string, text: string, mode = 0o666): Promise<void> {
  // In the same folder: a rename is atomic within a file system only.
  const temporary = join(dirname(path), `.${randomUUID()}.tmp`);
  try {
    const file = await open(temporary, "wx", mode);
    try {
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
