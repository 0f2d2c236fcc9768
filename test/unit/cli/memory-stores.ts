import { createHash } from "node:crypto";
import { type AwsCall, type AwsReply, json, jsonError, xmlError } from "../../support/aws-stub.ts";

/** A bucket and a parameter store for one test: what `publish` and `rollback` ask of S3 and of SSM, conditions included. */
export function createMemoryStores(): (call: AwsCall) => AwsReply {
  const objects = new Map<string, string>();
  const parameters = new Map<string, string>();
  return (call) => (call.operation === "" ? answerS3(objects, call) : answerSsm(parameters, call));
}

function answerS3(objects: Map<string, string>, { method, path, query, headers, body }: AwsCall): AwsReply {
  const [, bucket = ""] = path.split("/");
  if (query.has("list-type")) {
    const prefix = query.get("prefix") ?? "";
    const keys = [...objects.keys()].map((name) => name.slice(bucket.length + 2));
    const contents = keys
      .filter((key) => key.startsWith(prefix))
      .map((key) => `<Contents><Key>${key}</Key></Contents>`);
    return { body: `<ListBucketResult>${contents.join("")}</ListBucketResult>` };
  }
  const object = objects.get(path);
  if (method === "PUT") {
    const isWanted = headers["if-none-match"] === undefined || object === undefined;
    const isUnchanged =
      headers["if-match"] === undefined || (object !== undefined && headers["if-match"] === etag(object));
    if (!isWanted || !isUnchanged) return xmlError("PreconditionFailed", 412);
    objects.set(path, body);
    return {};
  }
  return object === undefined ? xmlError("NoSuchKey", 404) : { headers: { etag: etag(object) }, body: object };
}

function etag(object: string): string {
  return `"${createHash("sha256").update(object).digest("hex")}"`;
}

function answerSsm(parameters: Map<string, string>, { operation, body }: AwsCall): AwsReply {
  const { Name: name = "", Value: value = "", Path: folder = "" } = JSON.parse(body) as Record<string, string>;
  if (operation === "PutParameter") {
    parameters.set(name, value);
    return json({ Version: 1 });
  }
  if (operation === "GetParametersByPath") {
    const names = [...parameters.keys()].filter((known) => known.startsWith(`${folder}/`));
    return json({ Parameters: names.map((known) => ({ Name: known, Value: parameters.get(known) })) });
  }
  const found = parameters.get(name);
  return found === undefined ? jsonError("ParameterNotFound") : json({ Parameter: { Name: name, Value: found } });
}
