import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { Failure } from "./failure.ts";
import { wordFailure } from "./word-failure.ts";
import { wordLimit } from "./word-limit.ts";

const maxBytes = 64 * 1024;

/**
 * A file that holds a token or a secret. It is read again each time, so it is no pipe, which can be read once, and might be waited for for ever.
 * @param what goes before the path in messages
 * @param budgetMs what the read may take: the file may be on another machine, which does not answer
 * @throws Failure
 */
export async function readSmallFile(path: string, what: string, budgetMs: number): Promise<string> {
  const named = `${what} ${path} cannot be read`;
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    const late = new Failure(`${named}: nothing came ${wordLimit(budgetMs)}`, { isPassing: true });
    timer = setTimeout(() => reject(late), budgetMs);
  });
  try {
    return await Promise.race([readWhole(path, named), limit]);
  } catch (error) {
    throw error instanceof Failure ? error : new Failure(`${named}: ${wordFailure(error)}`);
  } finally {
    clearTimeout(timer);
  }
}

async function readWhole(path: string, named: string): Promise<string> {
  // Without waiting for who would write into a pipe: that would hold one of Node's four threads for files and names.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const found = await file.stat();
    if (!found.isFile() && !found.isDirectory()) {
      throw new Failure(`${named}: it is not a regular file`);
    }
    if (found.size > maxBytes) {
      throw new Failure(`${named}: it is larger than 64 KiB`);
    }
    return await file.readFile("utf8");
  } finally {
    await file.close();
  }
}
