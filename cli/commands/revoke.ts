import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { runMapTests } from "../../shared/policy-map/run-map-tests.ts";
import { CliError } from "../cli-error.ts";
import type { CliIo } from "../cli-io.ts";
import type { CommandFile } from "../command-line.ts";
import { exitCodes } from "../exit-codes.ts";
import { type LoadedMap, loadMap, mapArgument, parseMap } from "../input/load-map.ts";
import { readDuration } from "../input/read-duration.ts";
import type { Outcome } from "../output/outcome.ts";
import type { Palette } from "../output/palette.ts";
import { replaceFile } from "../output/replace-file.ts";
import { writeAtomically } from "../output/write-atomically.ts";
import { authorDenial } from "../revoke/author-denial.ts";
import { endSessions, printTime, type SessionEnd } from "../revoke/end-sessions.ts";
import { type EditedText, insertDenial } from "../revoke/insert-denial.ts";
import { planDenial } from "../revoke/plan-denial.ts";
import { revokeNotes } from "../revoke/revoke-notes.ts";
import { writeScripts } from "../revoke/write-scripts.ts";

interface RevokeOptions {
  readonly grant?: string;
  readonly sub?: string;
  readonly issuer?: string;
  readonly reason?: string;
  readonly ahead?: number;
  readonly apply?: true;
  readonly output?: string;
}

/** One subject loses nothing by it that the denial does not take away as well; of a whole role, it would cost all others their sessions. */
const aheadOfSubjectSeconds = 300;

/** `vend revoke MAP`: denies new sessions, and prints the policies that end those that are running. */
export const revokeCommand: CommandFile = ({ io, answer }) =>
  new Command("revoke")
    .summary("deny new sessions, and print what ends running ones")
    .description(
      "Adds an entry to the map's deny list, with every other character left as it is, and prints the IAM policies that end\n" +
        "the sessions that are running. Nothing is written without --apply or -o, and nothing is ever sent to AWS.",
    )
    .argument("<map>", mapArgument)
    .option("--grant <name>", "the grant whose sessions are to end")
    .option("--sub <subject>", "only this subject (the sub claim); everybody who may have the grant otherwise")
    .option("--issuer <name>", "only callers of this issuer; without --grant, of all that they may have")
    .option("--reason <text>", "for the audit record of whoever is refused")
    .option("--ahead <duration>", "end sessions too that begin until then: 5m with --sub, else 0s", readDuration)
    .option("--apply", "write the map")
    .option("-o, --output <folder>", "write the policies there, with a script for each account that attaches them")
    .action(answer((location: string, options: RevokeOptions) => revoke(location, options, io)));

async function revoke(location: string, options: RevokeOptions, io: CliIo): Promise<Outcome> {
  const { grant, sub: subject, issuer, output } = options;
  if (location === "-" && options.apply === true) {
    throw new CliError("standard input cannot be written to; name the map's file for --apply");
  }
  const map = await loadMap(location, io);
  const plan = planDenial(map.document, { grant, subject, issuer });
  const reason = options.reason ?? `revoked ${new Date(io.now()).toISOString().slice(0, 10)}`;
  const inserted = insertDenial(map.text, authorDenial(plan, reason));
  const withDenial = verifyEdit(map, inserted);
  const edited = hasDenial(map, withDenial) ? undefined : inserted;
  const revoked = edited === undefined ? map : withDenial;
  if (options.apply === true && edited !== undefined) await replaceFile(map.name, edited.text);
  const aheadSeconds = options.ahead ?? (subject === undefined ? 0 : aheadOfSubjectSeconds);
  const beforeMs = io.now() + aheadSeconds * 1_000;
  const ends = endSessions(map.document, plan, beforeMs);
  const files = writeScripts(ends, `vend-revoke-${printTime(beforeMs).replaceAll(/[-:]/g, "")}`);
  const scripts = output === undefined ? [] : await write(files, output);
  const failing = runMapTests(revoked.document, revoked.tests).filter(({ passed }) => !passed);
  return {
    exitCode: exitCodes.fine,
    json: {
      file: map.name,
      written: options.apply === true && edited !== undefined,
      added: edited?.added ?? "",
      alsoLost: plan.alsoLost,
      failingTests: failing.map(({ name }) => name),
      before: printTime(beforeMs),
      ends,
      scripts,
    },
    text: (palette) => print({ map, edited, ends, scripts, before: printTime(beforeMs) }, options, palette),
    notes: revokeNotes({
      plan,
      ends,
      beforeMs,
      failing: failing.map((test) => ({
        test,
        place: (options.apply === true ? revoked : map).locate([...test.path, "expect"]),
      })),
    }),
  };
}

/**
 * The map as it is after the edit, which must say what it said before and one denial more.
 * @throws CliError where it does not, so that nothing is written
 */
function verifyEdit(map: LoadedMap, { text }: EditedText): LoadedMap {
  const edited = parseMap(text, map.name);
  const known = new Set(map.document.deny.map((denial) => JSON.stringify(denial)));
  const added = edited.document.deny.filter((denial) => !known.has(JSON.stringify(denial)));
  const isSame = (part: "issuers" | "grants") =>
    JSON.stringify(edited.document[part]) === JSON.stringify(map.document[part]);
  const isOneMore = edited.document.deny.length === map.document.deny.length + 1 && added.length <= 1;
  if (!isOneMore || !isSame("issuers") || !isSame("grants")) {
    throw new CliError(`${map.name} is written in a way that this command cannot add to; add the entry by hand`);
  }
  return edited;
}

/** Whether the very same is denied already, for whatever reason: the command is run again for a policy with another time. */
function hasDenial({ document: { deny } }: LoadedMap, edited: LoadedMap): boolean {
  const word = ({ issuers, claims }: (typeof deny)[number]) => JSON.stringify({ issuers, claims });
  const before = new Set(deny.map(word));
  return edited.document.deny.every((denial) => before.has(word(denial)));
}

/** @returns the scripts that attach */
async function write(files: ReturnType<typeof writeScripts>, folder: string): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  for (const { fileName, text } of files) await writeAtomically(join(folder, fileName), text);
  return files.filter(({ fileName }) => fileName.startsWith("attach-")).map(({ fileName }) => join(folder, fileName));
}

interface Printed {
  readonly map: LoadedMap;
  readonly edited: EditedText | undefined;
  readonly ends: readonly SessionEnd[];
  readonly scripts: readonly string[];
  readonly before: string;
}

function print({ map, edited, ends, scripts, before }: Printed, options: RevokeOptions, palette: Palette): string {
  const lines = edited?.added.trimEnd().split(/\r?\n/) ?? [];
  const verb =
    edited === undefined
      ? " has the denial already"
      : options.apply === true
        ? " is written:"
        : " would get (write it with --apply):";
  return [
    `${palette.strong(map.name)}${verb}\n`,
    ...lines.map((line) => `${palette.good(`+ ${line}`)}\n`),
    ...ends.flatMap(({ reach, roles, policy }) => [
      `\nThis policy ends the sessions of ${reach === "role" ? "everybody" : `${options.sub}`} that began before ${before}. Attach it to:\n`,
      ...roles.map((role) => `  ${role}\n`),
      ...(scripts.length > 0 ? [] : [`\n${JSON.stringify(policy, undefined, 2)}\n`]),
    ]),
    ...(scripts.length > 0
      ? ["\nWith credentials of each account:\n", ...scripts.map((path) => `  sh ${path}\n`)]
      : []),
  ].join("");
}
