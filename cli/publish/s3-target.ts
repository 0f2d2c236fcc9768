import type { S3Client } from "@aws-sdk/client-s3";
import { statusOf } from "../../shared/adapters/sdk-error.ts";
import { CliError } from "../cli-error.ts";
import { describeAwsFailure } from "../output/describe-aws-failure.ts";
import { foreignDigest } from "./foreign-digest.ts";
import { keeps, keptId, nextId } from "./kept-ids.ts";
import type { KeptVersion, PublishTarget } from "./publish-target.ts";

interface StoredText {
  readonly text: string;
  readonly etag: string;
}

/**
 * An S3 object, with the versions before it as objects below `KEY.versions/`, so that they are told apart by digest and in a
 * bucket without versions too. Both writes are conditional: of two who publish at the same time, one is refused.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export async function createS3Target(
  { bucket, key }: { readonly bucket: string; readonly key: string },
  region: string | undefined,
): Promise<PublishTarget> {
  const { S3Client, GetObjectCommand, PutObjectCommand, paginateListObjectsV2 } = await import("@aws-sdk/client-s3");
  const client: S3Client = new S3Client({ followRegionRedirects: true, ...(region !== undefined && { region }) });
  const location = `s3://${bucket}/${key}`;
  const folder = `${key}.versions/`;
  const keyOf = (id: string) => `${folder}${id}.json`;
  const liveIdKey = `${folder}live`;

  async function get(objectKey: string): Promise<StoredText | undefined> {
    try {
      const output = await client.send(new GetObjectCommand({ Bucket: bucket, Key: objectKey }));
      return { text: (await output.Body?.transformToString("utf-8")) ?? "", etag: output.ETag ?? "" };
    } catch (error) {
      if (statusOf(error) === 404 && error instanceof Error && error.name === "NoSuchKey") {
        return undefined;
      }
      throw failed("read", objectKey, error);
    }
  }

  /** @param before what the object must still be */
  function put(objectKey: string, text: string, before: StoredText | undefined): Promise<void> {
    return write(objectKey, text, before === undefined ? { IfNoneMatch: "*" } : { IfMatch: before.etag });
  }

  async function write(
    objectKey: string,
    text: string,
    condition: { readonly IfMatch?: string; readonly IfNoneMatch?: string },
    type = "application/json",
  ): Promise<void> {
    const object = { Bucket: bucket, Key: objectKey, Body: text, ContentType: type };
    try {
      await client.send(new PutObjectCommand({ ...object, ...condition }));
    } catch (error) {
      throw [409, 412].includes(statusOf(error) ?? 0)
        ? new CliError(`s3://${bucket}/${objectKey} has changed meanwhile: somebody else publishes too`)
        : failed("written", objectKey, error);
    }
  }

  /** The map's own write is the conditional one: whoever won it notes its id. */
  async function makeLive(id: string, text: string, before: StoredText | undefined): Promise<void> {
    await put(key, text, before);
    await write(liveIdKey, id, {}, "text/plain");
  }

  async function list(): Promise<readonly KeptVersion[]> {
    const kept: KeptVersion[] = [];
    try {
      for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: folder })) {
        for (const { Key: found = "", LastModified: modified } of page.Contents ?? []) {
          const id = found.slice(folder.length).replace(/\.json$/, "");
          if (keptId.test(id)) kept.push({ id, publishedAtMs: modified?.getTime() ?? 0 });
        }
      }
    } catch (error) {
      throw failed("listed", folder, error);
    }
    return kept.sort((one, other) => (one.id < other.id ? 1 : -1));
  }

  const failed = (how: string, objectKey: string, error: unknown) =>
    new CliError(`s3://${bucket}/${objectKey} cannot be ${how}: ${describeAwsFailure(error)}`);

  async function readKept(id: string): Promise<string> {
    const kept = await get(keyOf(id));
    if (kept === undefined) {
      throw new CliError(`s3://${bucket}/${keyOf(id)} is not there`);
    }
    return kept.text;
  }

  return {
    location,
    read: async () => (await get(key))?.text,
    publish: async (text, digest) => {
      const live = await get(key);
      const ids = (await list()).map(({ id }) => id);
      const foreign = live === undefined ? undefined : foreignDigest(live.text, location);
      if (live !== undefined && foreign !== undefined && !keeps(ids, foreign)) {
        const id = nextId(ids, foreign);
        await put(keyOf(id), live.text, undefined);
        ids.push(id);
      }
      const id = nextId(ids, digest);
      await put(keyOf(id), text, undefined);
      await makeLive(id, text, live);
    },
    versions: list,
    readVersion: readKept,
    readLiveId: async () => (await get(liveIdKey))?.text,
    restore: async (id) => makeLive(id, await readKept(id), await get(key)),
  };
}
