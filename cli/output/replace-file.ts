import { realpath, stat } from "node:fs/promises";
import { CliError } from "../cli-error.ts";
import { wordFailure } from "../input/read-text.ts";
import { writeAtomically } from "./write-atomically.ts";

/**
 * Writes a file anew that is there, as private as it was. Of a link, what it leads to: whoever else reads that must not go on with the old one.
 * @throws CliError where it is not there, or cannot be written
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const file = await realpath(path).catch((error: unknown) => {
    throw new CliError(`${path} cannot be written: ${wordFailure(error)}`, { file: path }, error);
  });
  const before = await stat(file);
  await writeAtomically(file, text, before.mode & 0o777, before);
}
