import { readFile } from "node:fs/promises";
import { cleanToken } from "./clean-token.ts";
import { Failure } from "./failure.ts";
import type { TokenSource } from "./token-source.ts";
import { tokenSubject } from "./token-subject.ts";
import { wordFailure } from "./word-failure.ts";

/** A token that somebody else keeps fresh in a file: read again each time. */
export function fileToken(path: string): TokenSource {
  const read = async () => {
    let text: string;
    try {
      text = await readFile(path, "utf8");
    } catch (error) {
      throw new Failure(`the token file ${path} cannot be read: ${wordFailure(error)}`);
    }
    return cleanToken(text, `the token file ${path}`);
  };
  return {
    read,
    hasAnother: async (refused) => (await read()) !== refused,
    whose: async () => JSON.stringify(["file", path, ...tokenSubject(await read())]),
  };
}
