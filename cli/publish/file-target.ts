import { lstat, mkdir, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { CliError } from "../cli-error.ts";
import { wordFailure } from "../input/read-text.ts";
import { writeAsPrivate } from "../output/write-as-private.ts";
import { writeAtomically } from "../output/write-atomically.ts";
import { nextId } from "./kept-ids.ts";
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
  const liveIdFile = join(folder, "live");

  async function ids(): Promise<readonly string[]> {
    const names = (await unlessMissing(() => readdir(folder))) ?? [];
    return names.flatMap((name) => versionFile.exec(name)?.[1] ?? []).sort();
  }

  /** A version is read by whoever reads the live one, and by nobody else. */
  async function keep(text: string, digest: string, modeOfNew: number): Promise<string> {
    const id = nextId(await ids(), digest);
    await mkdir(folder, { recursive: true });
    const live = await unlessMissing(() => lstat(path));
    await writeAtomically(fileOf(id), text, modeOfNew, live?.isFile() === true ? live : undefined);
    return id;
  }

  async function makeLive(id: string, text: string, modeOfNew: number): Promise<void> {
    await writeAsPrivate(path, text, modeOfNew);
    await writeAtomically(liveIdFile, id);
  }

  /** What was put there by other means than `publish` would be lost without a copy. */
  async function keepForeign(modeOfNew: number): Promise<void> {
    const live = await read();
    if (live === undefined) {
      return;
    }
    const kept = await Promise.all((await ids()).map((id) => readFile(fileOf(id), "utf8")));
    if (!kept.includes(live)) {
      await keep(live, "unpublished", modeOfNew);
    }
  }

  const read = () => unlessMissing(() => readFile(path, "utf8"));

  return {
    location: `file:${path}`,
    read,
    publish: async (text, digest, modeOfNew = 0o600) => {
      await keepForeign(modeOfNew);
      await makeLive(await keep(text, digest, modeOfNew), text, modeOfNew);
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
    readLiveId: () => unlessMissing(() => readFile(liveIdFile, "utf8")),
    restore: async (id) => makeLive(id, await readKept(fileOf(id)), (await stat(fileOf(id))).mode & 0o777),
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
