import type { S3Client } from "@aws-sdk/client-s3";
import { Fault } from "../model/fault.ts";
import type { KeySetsStore } from "./key-sets-store.ts";
import { clientSettings, sourceFault } from "./policy-map-client.ts";
import { describeSdkError, statusOf } from "./sdk-error.ts";

/** Nobody waits for the function that writes. */
const limits = { connectionTimeoutMs: 1_000, attemptTimeoutMs: 3_000, attempts: 3 };

/**
 * Key sets in an S3 object. Of two runs at the same time the second writes nothing: it has seen what is no longer there.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function createS3KeySetsStore(
  { bucket: Bucket, key: Key }: { readonly bucket: string; readonly key: string },
  region: string,
): KeySetsStore {
  const location = `s3://${Bucket}/${Key}`;
  let client: S3Client | undefined;

  async function open() {
    const { S3Client, GetObjectCommand, PutObjectCommand } = await import("@aws-sdk/client-s3");
    client ??= new S3Client({ ...clientSettings(region, limits), followRegionRedirects: true });
    return { client, GetObjectCommand, PutObjectCommand };
  }

  return {
    location,
    read: async () => {
      const { client, GetObjectCommand } = await open();
      try {
        const { Body, ETag } = await client.send(new GetObjectCommand({ Bucket, Key }));
        return { text: (await Body?.transformToString()) ?? "", etag: ETag ?? "" };
      } catch (error) {
        // Without the right to list the bucket, S3 says 403 of what is not there: whether it is, the write finds out.
        if ([404, 403].includes(statusOf(error) ?? 0)) return undefined;
        throw sourceFault(location, error, "key sets");
      }
    },
    write: async (Body, inPlaceOf) => {
      const { client, PutObjectCommand } = await open();
      const condition = inPlaceOf === undefined ? { IfNoneMatch: "*" } : { IfMatch: inPlaceOf.etag };
      try {
        await client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: "application/json", ...condition }));
      } catch (error) {
        throw new Fault(
          "UpstreamUnavailable",
          `the key sets ${location} cannot be written: ${describeSdkError(error)}`,
        );
      }
    },
  };
}
