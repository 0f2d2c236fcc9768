/**
 * Which of a table's buckets a key is in: FNV-1a over UTF-16 units, modulo the number of buckets. Part of the format: the
 * compiler and the service must agree on it. Keys that a caller chooses can at worst all meet in one bucket of the map's
 * own making, so the hash need not resist an attacker.
 * @see https://datatracker.ietf.org/doc/html/draft-eastlake-fnv
 */
export function bucketOf(key: string, buckets: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0) % buckets;
}
