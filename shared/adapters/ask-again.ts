import { isPassing } from "./failure-kind.ts";

/**
 * Asks once more and at once where that may help, since a connection that was kept while Lambda froze the process is mostly dead, and
 * there is no time to wait.
 * @throws what the last attempt threw
 */
export async function askAgain<Value>(ask: () => Promise<Value>, { aborted }: AbortSignal): Promise<Value> {
  try {
    return await ask();
  } catch (error) {
    if (aborted || !isPassing(error)) throw error;
    return await ask();
  }
}
