import type { Credentials } from "../../clients/node/credentials.ts";
import { describeFailure } from "../../clients/node/describe-failure.ts";
import { Failure } from "../../clients/node/failure.ts";
import { fetchCredentials } from "../../clients/node/fetch-credentials.ts";
import { type Freshness, freshness } from "../../clients/node/freshness.ts";
import { pauseAfterFailuresMs } from "../../clients/node/pause-after-failures.ts";
import type { Environment, Settings } from "../../clients/node/settings.ts";
import { CliError } from "../cli-error.ts";
import type { CacheEntry } from "./cache-entry.ts";
import { openCacheFolder } from "./cache-folder.ts";
import { cacheKey } from "./cache-key.ts";
import { type CredentialCache, openCredentialCache } from "./credential-cache.ts";
import { tryLock, waitForLock } from "./lock-file.ts";

/** What a command has to work with. */
export interface Got {
  readonly credentials: Credentials;
  /** What a person should know: a renewal that failed, a file that could not be written. */
  readonly notes: readonly string[];
}

/** Where credentials that are still good are to be replaced, their user waits no longer than this. */
const renewalMs = 3_000;
/** Somewhat more than a fetch takes. */
const longestWaitMs = 17_000;

/**
 * Credentials from the user's cache, else from the service. Of several processes at once, one asks the service.
 * @param keepsOnDisk false: neither read nor write the cache
 * @throws VendError where there are none; CliError where the cache is not private
 */
export async function getCredentials(
  settings: Settings,
  io: { readonly env: Environment; readonly now: () => number },
  keepsOnDisk: boolean,
): Promise<Got> {
  try {
    if (!keepsOnDisk) {
      return { credentials: await fetchCredentials(settings), notes: [] };
    }
    const cache = openCredentialCache(await openCacheFolder(io.env), await cacheKey(settings));
    return await getThrough(cache, settings, io.now);
  } catch (error) {
    throw error instanceof Failure ? describeFailure(error, settings) : error;
  }
}

async function getThrough(cache: CredentialCache, settings: Settings, now: () => number): Promise<Got> {
  const entry = await cache.read(now());
  const state = stateOf(entry, settings, now());
  if (entry !== undefined && state === "fresh") {
    return { credentials: entry.credentials, notes: [] };
  }
  const isFresh = async () => stateOf(await cache.read(now()), settings, now()) === "fresh";
  const release =
    state === "renewing" ? await tryLock(cache.lockPath) : await waitForLock(cache.lockPath, longestWaitMs, isFresh);
  if (entry !== undefined && state === "renewing" && release === undefined) {
    // Another process is renewing them.
    return { credentials: entry.credentials, notes: [] };
  }
  try {
    // Whoever had the lock before may have written some.
    return await renew(cache, await cache.read(now()), settings, now);
  } finally {
    await release?.();
  }
}

async function renew(
  cache: CredentialCache,
  entry: CacheEntry | undefined,
  settings: Settings,
  now: () => number,
): Promise<Got> {
  const state = stateOf(entry, settings, now());
  if (entry === undefined || state === "expired") {
    return await keep(cache, await fetchCredentials(settings), now());
  }
  if (state === "fresh") {
    return { credentials: entry.credentials, notes: [] };
  }
  let credentials: Credentials;
  try {
    credentials = await fetchCredentials(settings, state === "renewing" ? renewalMs : undefined);
  } catch (error) {
    if (stateOf(entry, settings, now()) === "expired") {
      throw error;
    }
    const failures = entry.failures + 1;
    const noteOfWrite = await write(cache, { ...entry, failures, retryFromMs: now() + pauseAfterFailuresMs(failures) });
    const sentence = `${describeFailure(error, settings).message}; going on with those at hand`;
    return { credentials: entry.credentials, notes: [sentence, ...noteOfWrite] };
  }
  return await keep(cache, credentials, now());
}

/** Those whose renewal has just failed count as fresh, until it is time for another try. */
function stateOf(entry: CacheEntry | undefined, settings: Settings, nowMs: number): Freshness {
  if (entry === undefined) {
    return "expired";
  }
  const { credentials, receivedAtMs, retryFromMs } = entry;
  const state = freshness({ receivedAtMs, expiresAtMs: credentials.expiresAtMs }, nowMs, settings.refreshAheadMs);
  return state !== "expired" && nowMs < retryFromMs ? "fresh" : state;
}

async function keep(cache: CredentialCache, credentials: Credentials, nowMs: number): Promise<Got> {
  return { credentials, notes: await write(cache, { credentials, receivedAtMs: nowMs, failures: 0, retryFromMs: 0 }) };
}

/** Credentials are there: that they cannot be kept is no reason not to give them. */
async function write(cache: CredentialCache, entry: CacheEntry): Promise<readonly string[]> {
  try {
    await cache.write(entry);
    return [];
  } catch (error) {
    if (error instanceof CliError) {
      return [error.message];
    }
    throw error;
  }
}
