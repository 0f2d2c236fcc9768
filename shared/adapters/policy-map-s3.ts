import { addAbortSignal, type Readable } from "node:stream";
import type { GetObjectCommandOutput, S3Client } from "@aws-sdk/client-s3";
import { clientSettings, type SourceSettings, sourceFault } from "./policy-map-client.ts";
import { contentVersion, type PolicyMapReading, readMapText, tooLarge } from "./policy-map-reading.ts";
import type { PolicyMapSource } from "./policy-map-source.ts";
import { statusOf } from "./sdk-error.ts";

/**
 * A map in an S3 object, asked for on condition that it has changed: a look at one that has not costs a 304 without a body.
 * Its version is the object's version id or, in a bucket without versions, its ETag.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export function createS3Source(
  { bucket, key }: { readonly bucket: string; readonly key: string },
  settings: SourceSettings,
): PolicyMapSource {
  const location = `s3://${bucket}/${key}`;
  const { totalTimeoutMs, maxBytes } = settings.limits;
  let client: S3Client | undefined;
  let held: { readonly version: string; readonly etag: string } | undefined;

  async function read(previous?: string): Promise<PolicyMapReading> {
    const { S3Client, GetObjectCommand } = await import("@aws-sdk/client-s3");
    client ??= new S3Client({ ...clientSettings(settings.region, settings.limits), followRegionRedirects: true });
    const known = held?.version === previous ? held : undefined;
    const command = new GetObjectCommand({
      Bucket: bucket,
      Key: key,
      ...(known !== undefined && { IfNoneMatch: known.etag }),
    });
    const abortSignal = AbortSignal.timeout(totalTimeoutMs);
    try {
      return await readObject(await client.send(command, { abortSignal }), abortSignal);
    } catch (error) {
      if (known !== undefined && statusOf(error) === 304) {
        return { unchanged: true };
      }
      throw sourceFault(location, error, settings.what);
    }
  }

  async function readObject(output: GetObjectCommandOutput, abortSignal: AbortSignal): Promise<PolicyMapReading> {
    const { ETag: etag = "", VersionId: versionId } = output;
    const body = addAbortSignal(abortSignal, output.Body as Readable);
    const bytes = await readBody(body, maxBytes);
    // A bucket whose versions are suspended calls every object's version `null`.
    const named = versionId === undefined || versionId === "null" ? etag.replaceAll('"', "") : versionId;
    const version = named || contentVersion(bytes ?? "");
    held = etag === "" ? undefined : { version, etag };
    return bytes === undefined ? tooLarge(maxBytes, location, version) : readMapText(bytes, location, version);
  }

  return { kind: "s3", location, read };
}

/** All of it, or undefined where it is too much, whatever length its head has announced. */
async function readBody(body: Readable, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += (chunk as Buffer).length;
    if (size > maxBytes) {
      return undefined; // leaving the loop destroys the stream
    }
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
