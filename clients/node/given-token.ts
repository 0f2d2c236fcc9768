import { cleanToken } from "./clean-token.ts";
import { Failure } from "./failure.ts";
import type { TokenSource } from "./token-source.ts";
import { tokenSubject } from "./token-subject.ts";

/** A token that the caller handed over, or a function of the caller's that gives one. */
export function givenToken(token: string | (() => string | Promise<string>), source: string): TokenSource {
  const read = async () => {
    let text: string;
    try {
      text = typeof token === "string" ? token : await token();
    } catch (error) {
      throw new Failure(`${source} gave none: ${error instanceof Error ? error.name : "it failed"}`);
    }
    return cleanToken(text, source);
  };
  return {
    read,
    hasAnother: async () => false,
    whose: async () => JSON.stringify(["given", ...tokenSubject(await read())]),
  };
}
