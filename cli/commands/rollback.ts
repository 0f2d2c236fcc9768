import { Command } from "commander";
import { CliError } from "../cli-error.ts";
import type { CliIo } from "../cli-io.ts";
import type { CommandFile } from "../command-line.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Outcome } from "../output/outcome.ts";
import { openTarget, targetArgument } from "../publish/open-target.ts";
import type { KeptVersion, PublishTarget } from "../publish/publish-target.ts";
import { digestOf, verifyLive } from "../publish/verify-live.ts";

interface RollbackOptions {
  readonly to: string;
  readonly version?: string;
  readonly list?: true;
}

/** `vend rollback --to TARGET`: the version before this one, live again. */
export const rollbackCommand: CommandFile = ({ io, answer }) =>
  new Command("rollback")
    .summary("make the version before live again")
    .description("Makes the version before the live one live again, or any that is kept, and verifies it.")
    .requiredOption("--to <target>", targetArgument)
    .option("--version <id>", "this version instead: its id in --list, or the beginning of its digest")
    .option("--list", "only list what is kept, the latest publication first")
    .action(answer((options: RollbackOptions) => rollback(options, io)));

async function rollback(options: RollbackOptions, io: CliIo): Promise<Outcome> {
  const target = await openTarget(options.to, io);
  const versions = await target.versions();
  const live = await findLive(target, versions);
  if (options.list === true) {
    return listing(versions, live);
  }
  const wanted =
    options.version === undefined ? await before(versions, live, target) : named(versions, options.version, target);
  const digest = digestOf(await target.readVersion(wanted.id), wanted.id);
  if (digest === undefined) {
    throw new CliError(`version ${wanted.id} of ${target.location} is no compiled map that this program reads`);
  }
  await target.restore(wanted.id);
  await verifyLive(target, digest);
  return {
    exitCode: exitCodes.fine,
    json: { target: target.location, id: wanted.id, version: digest, replaced: live?.id },
    text: () => `${target.location}: version ${digest} (${wanted.id}) is live again\n`,
  };
}

/**
 * The kept version that services read now. Of several with the same content it is the one that was made live last, or the latest
 * where nobody has noted that: to take the latest each time would send rollbacks in a circle.
 */
async function findLive(target: PublishTarget, versions: readonly KeptVersion[]): Promise<KeptVersion | undefined> {
  const text = await target.read();
  const notedId = text === undefined ? undefined : await target.readLiveId();
  const noted = versions.filter(({ id }) => id === notedId);
  for (const version of [...noted, ...versions]) {
    if (text !== undefined && (await target.readVersion(version.id)) === text) {
      return version;
    }
  }
  return undefined;
}

/**
 * The latest that was published before the live one and says something else: the same once more would help nobody in an incident.
 * Where what is live is not among the versions, it came by other means: the latest publication is the one before it.
 */
async function before(
  versions: readonly KeptVersion[],
  live: KeptVersion | undefined,
  target: PublishTarget,
): Promise<KeptVersion> {
  const older = versions.slice(live === undefined ? 0 : versions.indexOf(live) + 1);
  const content = live === undefined ? undefined : await contentOf(live, target);
  for (const version of older) {
    if ((await contentOf(version, target)) !== content) {
      return version;
    }
  }
  throw new CliError(`${target.location} keeps no version before the live one`);
}

/** By what two versions are the same: their digest, or their text where they have none. */
async function contentOf({ id }: KeptVersion, target: PublishTarget): Promise<string> {
  const text = await target.readVersion(id);
  return digestOf(text, id) ?? text;
}

function named(versions: readonly KeptVersion[], name: string, target: PublishTarget): KeptVersion {
  const found = versions.filter(
    ({ id }) => id === name || (name.length >= 6 && id.split("-").at(-1)?.startsWith(name.slice(0, 12))),
  );
  const [only, ...others] = found;
  if (only === undefined || others.length > 0) {
    const which = only === undefined ? "no version" : "several versions";
    throw new CliError(`${target.location} keeps ${which} ${JSON.stringify(name)}; rollback --list shows them`);
  }
  return only;
}

function listing(versions: readonly KeptVersion[], live: KeptVersion | undefined): Outcome {
  const rows = versions.map(({ id, publishedAtMs }) => ({
    id,
    publishedAt: new Date(publishedAtMs).toISOString(),
    live: id === live?.id,
  }));
  return {
    exitCode: exitCodes.fine,
    json: { versions: rows },
    text: ({ strong }) =>
      rows.map((row) => `${row.publishedAt}  ${row.live ? strong(`${row.id}  live`) : row.id}\n`).join(""),
  };
}
