import { open } from "node:fs/promises";
import { CliError } from "../cli-error.ts";
import type { CliIo } from "../cli-io.ts";
import { pathOf, wordFailure } from "../input/read-text.ts";

/**
 * What is read of a log.
 * @param location a file, or `-` for standard input
 * @throws CliError where it cannot be read
 */
export async function* openLog<Item>(
  location: string,
  io: CliIo,
  read: (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<Item>,
): AsyncGenerator<Item> {
  const path = location === "-" ? "(standard input)" : pathOf(location);
  try {
    if (location === "-") return yield* read(io.openInput());
    const file = await open(path);
    try {
      yield* read(file.createReadStream({ autoClose: false }));
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new CliError(`${path} cannot be read: ${wordFailure(error)}`, { file: path }, error);
  }
}
