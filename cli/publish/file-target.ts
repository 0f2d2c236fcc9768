import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { CliError } from "../cli-error.ts";
import { wordFailure } from "../input/read-text.ts";
import { writeAtomically } from "../output/write-atomically.ts";
import type { KeptVersion, PublishTarget } from "./publish-target.ts";

/** `000003-9f86d081884c.json`: in order, and told apart by digest. */
const versionFile = /^(\d{6}-[0-9a-z]{1,64})\.json$/;

/**
 * A file, with the versions before it in the folder `FILE.versions` beside it. The file is replaced by a rename, so that a
 * service never reads half of one.
 */
export function createFileTarget(path: string): PublishTarget {
  const folder = `${path}.versions`;
  const fileOf = (id: string) => join(folder, `${id}.json`);

  async function ids(): Promise<readonly string[]> {
    const names = (await unlessMissing(() => readdir(folder))) ?? [];
    return names.flatMap((name) => versionFile.exec(name)?.[1] ?? []).sort();
  }

  async function keep(text: string, digest: string): Promise<void> {
    const last = Number((await ids()).at(-1)?.slice(0, 6) ?? 0);
    await mkdir(folder, { recursive: true });
    await writeAtomically(fileOf(`${String(last + 1).padStart(6, "0")}-${digest.slice(0, 12)}`), text);
  }

  /** What was put there by other means than `publish` would be lost without a copy. */
  async function keepForeign(): Promise<void> {
    const live = await read();
    if (live === undefined) {
      return;
    }
    const kept = await Promise.all((await ids()).map((id) => readFile(fileOf(id), "utf8")));
    if (!kept.includes(live)) {
      await keep(live, "unpublished");
    }
  }

  const read = () => unlessMissing(() => readFile(path, "utf8"));

  return {
    location: `file:${path}`,
    read,
    publish: async (text, digest) => {
      await keepForeign();
      await keep(text, digest);
      await writeAtomically(path, text);
    },
    versions: async () => {
      const kept = await ids();
      return Promise.all(
        kept
          .toReversed()
          .map(async (id): Promise<KeptVersion> => ({ id, publishedAtMs: (await stat(fileOf(id))).mtimeMs })),
      );
    },
    readVersion: (id) => readKept(fileOf(id)),
    restore: async (id) => writeAtomically(path, await readKept(fileOf(id))),
  };
}

async function readKept(file: string): Promise<string> {
  const text = await unlessMissing(() => readFile(file, "utf8"));
  if (text === undefined) {
    throw new CliError(`${file} is not there`);
  }
  return text;
}

async function unlessMissing<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      return undefined;
    }
    throw new CliError(`the target cannot be read: ${wordFailure(error)}`, {}, error);
  }
}
