import { cleanToken } from "./clean-token.ts";
import { readSmallFile } from "./read-small-file.ts";
import type { TokenSource } from "./token-source.ts";
import { tokenSubject } from "./token-subject.ts";

/** As long as a whole fetch may take. */
const longestMs = 15_000;

/** A token that somebody else keeps fresh in a file: read again each time. */
export function fileToken(path: string): TokenSource {
  const read = async (budgetMs: number) =>
    cleanToken(await readSmallFile(path, "the token file", budgetMs), `the token file ${path}`);
  return {
    read,
    hasAnother: async (refused, budgetMs) => (await read(budgetMs)) !== refused,
    whose: async () => JSON.stringify(["file", path, ...tokenSubject(await read(longestMs))]),
  };
}
