/** What one attempt to read a link may take, in milliseconds. */
const timeoutMs = 15_000;

/**
 * Reads a page of another site, following redirects; by GET where HEAD is not taken.
 * @returns what is wrong with it; undefined where it is there
 */
export async function checkLink(url: string, patienceMs = timeoutMs): Promise<string | undefined> {
  try {
    const head = await read(url, "HEAD", patienceMs);
    if (head < 400) return undefined;
    const got = await read(url, "GET", patienceMs);
    return got < 400 ? undefined : `status ${got}`;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return error.cause instanceof Error ? error.cause.message : error.message;
  }
}

async function read(url: string, method: string, patienceMs: number): Promise<number> {
  const response = await fetch(url, { method, signal: AbortSignal.timeout(patienceMs) });
  await response.body?.cancel();
  return response.status;
}
