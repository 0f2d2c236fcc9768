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
    options.version === undefined ? before(versions, live, target) : named(versions, options.version, target);
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

/** The kept version that services read now; the latest of several with the same content. */
async function findLive(target: PublishTarget, versions: readonly KeptVersion[]): Promise<KeptVersion | undefined> {
  const text = await target.read();
  for (const version of versions) {
    if (text !== undefined && (await target.readVersion(version.id)) === text) {
      return version;
    }
  }
  return undefined;
}

/** Where what is live is not among the versions, it came by other means: the latest publication is the one before it. */
function before(versions: readonly KeptVersion[], live: KeptVersion | undefined, target: PublishTarget): KeptVersion {
  const wanted = live === undefined ? versions[0] : versions[versions.indexOf(live) + 1];
  if (wanted === undefined) {
    throw new CliError(`${target.location} keeps no version before the live one`);
  }
  return wanted;
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
