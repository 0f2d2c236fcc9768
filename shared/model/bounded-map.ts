/** What may be held at most; what was used longest ago goes first. */
export interface Bounds {
  readonly entries: number;
  /** Of all entries together, as `set` was told; undefined: not counted. */
  readonly bytes?: number;
}

/** Values by text, for the life of a process and within bounds. */
export interface BoundedMap<Value> {
  readonly get: (key: string) => Value | undefined;
  /** @param bytes what the entry counts for; one that is over the bound by itself is not kept */
  readonly set: (key: string, value: Value, bytes?: number) => void;
  readonly delete: (key: string) => void;
}

interface Entry<Value> {
  readonly value: Value;
  readonly bytes: number;
}

/**
 * A map that forgets what was used longest ago. A `Map` keeps the order in which keys were set, so setting a key again on
 * every use makes its first key the one to drop. The library for this, lru-cache, adds 5 ms to every cold start.
 */
export function createBoundedMap<Value>({
  entries,
  bytes: maxBytes = Number.POSITIVE_INFINITY,
}: Bounds): BoundedMap<Value> {
  const held = new Map<string, Entry<Value>>();
  let heldBytes = 0;

  function remove(key: string): void {
    heldBytes -= held.get(key)?.bytes ?? 0;
    held.delete(key);
  }

  function put(key: string, entry: Entry<Value>): void {
    remove(key);
    held.set(key, entry);
    heldBytes += entry.bytes;
  }

  return {
    get: (key) => {
      const entry = held.get(key);
      if (entry !== undefined) put(key, entry);
      return entry?.value;
    },
    set: (key, value, bytes = 0) => {
      put(key, { value, bytes });
      for (const oldest of held.keys()) {
        if (held.size <= entries && heldBytes <= maxBytes) break;
        remove(oldest);
      }
    },
    delete: remove,
  };
}
