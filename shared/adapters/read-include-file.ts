import { readFileSync, realpathSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

/**
 * Reads a file that a policy map of the file system includes: one in the map's own folder or below it, also after links
 * have been followed, so that a map cannot show, in an error, what another file holds. A file that is not UTF-8 would be
 * another text than its author sees, so that it cannot be read.
 * @param path relative, between slashes
 * @param from the map's file
 * @throws Error where it cannot be read or lies elsewhere
 */
export function readIncludeFile(path: string, from: string): { readonly text: string; readonly name: string } {
  const name = join(dirname(from), path);
  const file = realpathSync(name);
  const [first] = relative(realpathSync(dirname(from)), file).split(sep);
  if (first === ".." || first === "") throw new Error(`${name} leads out of the folder of ${from}`);
  return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(file)), name };
}
