import { createPolicyMapSource } from "../shared/adapters/policy-map-source.ts";
import { createStoredKeySets, type StoredKeySets } from "../shared/adapters/stored-key-sets.ts";
import type { Config } from "../shared/config/read-config.ts";

/** A request may wait for it, and asks the issuer itself where it does not come. */
const limits = {
  connectionTimeoutMs: 300,
  attemptTimeoutMs: 600,
  totalTimeoutMs: 1_000,
  attempts: 2,
  maxBytes: 8_000_000,
};

/** The key sets that are stored for all instances, the first look at them already begun; undefined where there are none. */
export function wireKeySets({ keySets, region, policyMapRefreshSeconds }: Config): StoredKeySets | undefined {
  if (keySets === undefined) return undefined;
  const options = { region, refreshSeconds: policyMapRefreshSeconds, limits, what: "key sets" };
  const stored = createStoredKeySets({ source: createPolicyMapSource(keySets, options), now: Date.now });
  stored.look();
  return stored;
}
