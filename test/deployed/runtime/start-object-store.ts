import { hash } from "node:crypto";
import { type AwsCall, type AwsReply, type AwsStub, startAwsStub, xmlError } from "../../support/aws-stub.ts";

/** What of S3 the functions ask: objects, read and written on condition. */
export interface ObjectStore {
  readonly url: string;
  /** By `BUCKET/KEY`. */
  readonly objects: Map<string, string>;
  readonly calls: AwsStub["calls"];
  readonly close: () => Promise<void>;
}

/** Starts it on loopback. */
export async function startObjectStore(): Promise<ObjectStore> {
  const objects = new Map<string, string>();
  const { url, calls, close } = await startAwsStub((call) => answer(objects, call));
  return { url, objects, calls, close };
}

function answer(objects: Map<string, string>, { method, path, headers, body }: AwsCall): AwsReply {
  const name = path.slice(1);
  const held = objects.get(name);
  const etag = held === undefined ? undefined : etagOf(held);
  if (method === "PUT") {
    const isWanted = headers["if-none-match"] === "*" ? held === undefined : headers["if-match"] === etag;
    if (!isWanted) return xmlError("PreconditionFailed", 412);
    objects.set(name, body);
    return { headers: { etag: etagOf(body) } };
  }
  if (held === undefined || etag === undefined) return xmlError("NoSuchKey", 404);
  if (headers["if-none-match"] === etag) return { status: 304, headers: { etag } };
  return { headers: { etag, "content-type": "application/json" }, body: held };
}

function etagOf(text: string): string {
  return `"${hash("md5", text, "hex")}"`;
}
