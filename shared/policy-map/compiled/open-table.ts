import { bucketOf } from "./bucket-of.ts";

type Bucket = Readonly<Record<string, readonly number[]>>;

/**
 * The look-up in a compiled map's table. A bucket is parsed when a key first falls into it.
 * @returns the positions filed under a key, rising
 */
export function openTable(buckets: number, bucketText: (bucket: number) => string): (key: string) => readonly number[] {
  const parsed = new Map<number, Bucket>();
  return (key) => {
    if (buckets === 0) {
      return [];
    }
    const place = bucketOf(key, buckets);
    let bucket = parsed.get(place);
    if (bucket === undefined) {
      bucket = JSON.parse(bucketText(place)) as Bucket;
      parsed.set(place, bucket);
    }
    return Object.hasOwn(bucket, key) ? (bucket[key] ?? []) : [];
  };
}
