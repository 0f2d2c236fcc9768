import { stat } from "node:fs/promises";
import type { LoadedMap } from "./load-map.ts";

const ownersOnly = 0o600;

/**
 * Who may read what a map says: those who may read every file of it. A map may hold external IDs, and what is made of it holds them too. Of what is no file,
 * such as standard input, it is its owner alone.
 * @returns a mode for new files
 */
export async function modeOfMap({ files }: Pick<LoadedMap, "files">): Promise<number> {
  const modes = await Promise.all(
    files.map((file) =>
      stat(file).then(
        (found) => (found.isFile() ? found.mode : ownersOnly),
        () => ownersOnly,
      ),
    ),
  );
  return modes.reduce((mode, one) => mode & one, 0o666) | ownersOnly;
}
