import { cleanToken } from "./clean-token.ts";
import { Failure } from "./failure.ts";
import type { TokenSource } from "./token-source.ts";
import { tokenSubject } from "./token-subject.ts";
import { wordLimit } from "./word-limit.ts";

type GiveToken = () => string | Promise<string>;

/** As long as a whole fetch may take. */
const longestMs = 15_000;

/** A token that the caller handed over, or a function of the caller's that gives one. */
export function givenToken(token: string | GiveToken, source: string): TokenSource {
  const read = async (budgetMs: number) =>
    cleanToken(typeof token === "string" ? token : await callFor(token, budgetMs), source);
  return {
    read,
    hasAnother: async () => false,
    whose: async () => JSON.stringify(["given", ...tokenSubject(await read(longestMs))]),
  };
}

/** Without the function's own words, which may hold what no message should; and not for ever, since all who ask wait for the same fetch. */
async function callFor(give: GiveToken, budgetMs: number): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    const late = new Failure(`the token function gave none ${wordLimit(budgetMs)}`, { isPassing: true });
    timer = setTimeout(() => reject(late), budgetMs);
  });
  try {
    return await Promise.race([give(), limit]);
  } catch (error) {
    throw error instanceof Failure ? error : new Failure("the token function failed");
  } finally {
    clearTimeout(timer);
  }
}
