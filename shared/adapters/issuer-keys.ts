import type { Issuer, KeySource } from "../model/issuer.ts";
import type { Clock, FindKey } from "../model/ports.ts";
import { Refusal } from "../model/refusal.ts";
import type { RemoteKeySource } from "./issuer-keys-download.ts";
import {
  createRemoteKeys,
  type RecordKeysFailure,
  type RemoteKeys,
  type RemoteKeysLimits,
} from "./issuer-keys-remote.ts";
import { type KeySet, makeKeySet } from "./key-set.ts";
import { keySetName } from "./key-set-name.ts";
import type { StoredKeySets } from "./stored-key-sets.ts";

/** Each limit has a default. */
export interface IssuerKeysOptions extends Partial<RemoteKeysLimits> {
  readonly now: Clock;
  /** What a scheduled function has fetched for all instances. */
  readonly stored?: StoredKeySets | undefined;
  /** Names of the issuers that are never asked themselves, since that function alone can reach them. */
  readonly storedOnly?: readonly string[];
  /** Told each fetch that came to nothing, though requests are served from the keys that are there. */
  readonly onFailure?: RecordKeysFailure;
}

export interface IssuerKeys {
  readonly findKey: FindKey;
  /**
   * Starts the fetches of all issuers whose keys are not inline, so that the first request need not wait for them. Resolves
   * when all have ended, well or not; never rejects.
   */
  readonly warm: (issuers: Iterable<Issuer>) => Promise<void>;
}

const defaultLimits: RemoteKeysLimits = {
  // API Gateway allows its own fetch of keys the same time and size.
  timeoutMs: 1_500,
  maxBytes: 150_000,
  cooldownMs: 10_000,
  refreshAfterMs: 5 * 60_000,
  waitAfterMs: 30 * 60_000,
  // Leaves an SDK's second room for what else a request does; an issuer that takes longer is not heard at all by an instance that is frozen then.
  waitMs: 500,
  storedWaitMs: 300,
  // Outlasts a night's outage of the identity provider; while that answers in time, half an hour is the most that a removed key gets.
  maxAgeMs: 12 * 60 * 60_000,
};

/**
 * Public keys of issuers: inline, from a JWK set's address, or by OpenID Connect Discovery. Each issuer has a set of its own,
 * and sets are never merged (RFC 8725 section 3.8): a key id means a key of this issuer.
 *
 * Fetched sets are kept by everything that they depend on, issuer and source, so that a new policy map keeps what it did not
 * change and inherits nothing from what it did.
 */
export function createIssuerKeys(options: IssuerKeysOptions): IssuerKeys {
  const { now, stored, storedOnly = [], onFailure = () => undefined, ...limits } = options;
  const fetched = new Map<string, RemoteKeys>();
  const inline = new WeakMap<KeySource, Promise<KeySet>>();

  function remoteKeys({ name, issuer }: Issuer, source: RemoteKeySource): RemoteKeys {
    const isDirect = !storedOnly.includes(name);
    const cacheKey = `${isDirect} ${keySetName(issuer, source)}`;
    const known = fetched.get(cacheKey);
    if (known !== undefined) return known;
    const ways = { now, stored, isDirect, onFailure, limits: { ...defaultLimits, ...limits } };
    const created = createRemoteKeys(issuer, source, ways);
    fetched.set(cacheKey, created);
    return created;
  }

  function inlineKeys(source: Extract<KeySource, { kind: "inline" }>): Promise<KeySet> {
    const known = inline.get(source);
    if (known !== undefined) return known;
    const created = makeKeySet(source.jwks.keys);
    inline.set(source, created);
    return created;
  }

  return {
    findKey: async (asked, hint) => {
      const { issuer, keys } = asked;
      const ownKeys = keys.kind === "inline" ? await inlineKeys(keys) : remoteKeys(asked, keys);
      const key = await ownKeys.find(hint);
      if (key !== undefined) return key;
      throw new Refusal("InvalidToken", `${issuer} has no single key that fits the key id and ${hint.algorithm}`);
    },
    warm: async (issuers) => {
      await Promise.all(
        Array.from(issuers, (issuer) => issuer.keys.kind !== "inline" && remoteKeys(issuer, issuer.keys).warm()),
      );
    },
  };
}
