import { createHash } from "node:crypto";
import { mostParts, partNames, readParts, readPartsManifest } from "../../shared/adapters/policy-map-ssm-parts.ts";
import { Fault } from "../../shared/model/fault.ts";
import { CliError } from "../cli-error.ts";
import { describeAwsFailure } from "../output/describe-aws-failure.ts";
import { foreignDigest } from "./foreign-digest.ts";
import { keeps, keptId, nextId } from "./kept-ids.ts";
import type { KeptVersion, PublishTarget } from "./publish-target.ts";
import { splitText } from "./split-text.ts";

/** What a standard parameter holds, in bytes; it costs nothing, where an advanced one, of 8 KB, costs each month. */
const partBytes = 4_096;

/** For all reads of one map: the service's own bound is shorter, but here nobody waits for credentials. */
const readTimeoutMs = 30_000;

/**
 * An SSM parameter, encrypted. A map that is too large for one is put into parts below the digest of the whole, and the
 * parameter is their manifest, written last. What was there before stays below `NAME/versions/`.
 */
export async function createSsmTarget(
  { name }: { readonly name: string },
  region: string | undefined,
): Promise<PublishTarget> {
  const { SSMClient, GetParameterCommand, PutParameterCommand, paginateGetParametersByPath } = await import(
    "@aws-sdk/client-ssm"
  );
  // SSM takes a few writes a second, so that many parts are throttled and need patience.
  const client = new SSMClient({ maxAttempts: 10, ...(region !== undefined && { region }) });
  const location = `ssm:${name}`;
  const folder = `${name}/versions`;
  const liveIdParameter = `${folder}/live`;

  async function get(parameter: string): Promise<string | undefined> {
    try {
      const command = new GetParameterCommand({ Name: parameter, WithDecryption: true });
      return (await client.send(command)).Parameter?.Value;
    } catch (error) {
      if (error instanceof Error && error.name === "ParameterNotFound") {
        return undefined;
      }
      throw failed("read", parameter, error);
    }
  }

  async function put(parameter: string, value: string): Promise<void> {
    try {
      const settings = { Type: "SecureString", Tier: "Standard", Overwrite: true } as const;
      await client.send(new PutParameterCommand({ Name: parameter, Value: value, ...settings }));
    } catch (error) {
      throw failed("written", parameter, error);
    }
  }

  async function makeLive(id: string, value: string): Promise<void> {
    await put(name, value);
    await put(liveIdParameter, id);
  }

  async function textOf(value: string): Promise<string> {
    const manifest = readPartsManifest(value);
    if (manifest === undefined) {
      return value;
    }
    try {
      return await readParts(client, name, manifest, AbortSignal.timeout(readTimeoutMs));
    } catch (error) {
      throw error instanceof Fault ? new CliError(error.reason) : failed("read", name, error);
    }
  }

  /** Writes the parts of a text, and gives what stands for it. */
  async function storeParts(text: string): Promise<string> {
    const parts = splitText(text, partBytes);
    if (parts.length === 1) {
      return text;
    }
    if (parts.length > mostParts) {
      throw new CliError(
        `${location} cannot hold a map of ${parts.length} parts, ${mostParts} at most; publish to s3://`,
      );
    }
    const manifest = { parts: parts.length, sha256: createHash("sha256").update(text).digest("hex") };
    for (const [index, part] of partNames(name, manifest).entries()) {
      await put(part, parts[index] ?? "");
    }
    return JSON.stringify(manifest);
  }

  async function list(): Promise<readonly KeptVersion[]> {
    const kept: KeptVersion[] = [];
    try {
      for await (const page of paginateGetParametersByPath({ client }, { Path: folder })) {
        for (const { Name: found = "", LastModifiedDate: modified } of page.Parameters ?? []) {
          const id = found.slice(folder.length + 1);
          if (keptId.test(id)) kept.push({ id, publishedAtMs: modified?.getTime() ?? 0 });
        }
      }
    } catch (error) {
      throw failed("listed", folder, error);
    }
    return kept.sort((one, other) => (one.id < other.id ? 1 : -1));
  }

  const failed = (how: string, parameter: string, error: unknown) =>
    new CliError(`ssm:${parameter} cannot be ${how}: ${describeAwsFailure(error)}`);

  async function keptValue(id: string): Promise<string> {
    const value = await get(`${folder}/${id}`);
    if (value === undefined) {
      throw new CliError(`ssm:${folder}/${id} is not there`);
    }
    return value;
  }

  return {
    location,
    read: async () => {
      const value = await get(name);
      return value === undefined ? undefined : await textOf(value);
    },
    publish: async (text, digest) => {
      const live = await get(name);
      const ids = (await list()).map(({ id }) => id);
      const foreign = live === undefined ? undefined : foreignDigest(await textOf(live), location);
      if (live !== undefined && foreign !== undefined && !keeps(ids, foreign)) {
        const id = nextId(ids, foreign);
        await put(`${folder}/${id}`, live);
        ids.push(id);
      }
      const value = await storeParts(text);
      const id = nextId(ids, digest);
      await put(`${folder}/${id}`, value);
      await makeLive(id, value);
    },
    versions: list,
    readVersion: async (id) => await textOf(await keptValue(id)),
    readLiveId: () => get(liveIdParameter),
    restore: async (id) => makeLive(id, await keptValue(id)),
  };
}
