import type { Credentials } from "../../clients/node/credentials.ts";
import { parseObject } from "../../clients/node/parse-object.ts";
import { longestLifeMs } from "./longest-life.ts";

/** What a file of kept credentials says. */
export interface CacheEntry {
  readonly credentials: Credentials;
  /** Milliseconds since the epoch, as all times here. */
  readonly receivedAtMs: number;
  /** How many renewals have failed since. */
  readonly failures: number;
  /** No renewal is tried before. */
  readonly retryFromMs: number;
}

const clockToleranceMs = 60_000;

/** The text of a file. */
export function printEntry(entry: CacheEntry, key: string): string {
  return JSON.stringify({ version: 1, key, ...entry });
}

/** What a file says; undefined where it is not whole, not of this key, or not of this time. */
export function parseEntry(text: string, key: string, nowMs: number): CacheEntry | undefined {
  const { version, key: ownKey, credentials, receivedAtMs, failures, retryFromMs } = parseObject(text) ?? {};
  const isWhole =
    version === 1 &&
    ownKey === key &&
    areCredentials(credentials) &&
    isNumber(receivedAtMs) &&
    isNumber(failures) &&
    isNumber(retryFromMs);
  if (!isWhole) {
    return undefined;
  }
  const isOfThisTime =
    receivedAtMs <= nowMs + clockToleranceMs &&
    retryFromMs <= nowMs + 2 * clockToleranceMs &&
    credentials.expiresAtMs - receivedAtMs <= longestLifeMs;
  return isOfThisTime ? { credentials, receivedAtMs, failures, retryFromMs } : undefined;
}

function areCredentials(value: unknown): value is Credentials {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  const { accessKeyId, secretAccessKey, sessionToken, expiresAtMs, roleArn } = value as Record<string, unknown>;
  const texts = [accessKeyId, secretAccessKey, sessionToken, ...(roleArn === undefined ? [] : [roleArn])];
  return texts.every((text) => typeof text === "string" && text !== "") && isNumber(expiresAtMs);
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
