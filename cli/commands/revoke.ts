import { Command } from "commander";
import { runMapTests } from "../../shared/policy-map/run-map-tests.ts";
import { CliError } from "../cli-error.ts";
import type { CliIo } from "../cli-io.ts";
import type { CommandFile } from "../command-line.ts";
import { exitCodes } from "../exit-codes.ts";
import { type LoadedMap, loadMap, mapArgument, parseMap } from "../input/load-map.ts";
import type { Outcome } from "../output/outcome.ts";
import type { Palette } from "../output/palette.ts";
import { writeAtomically } from "../output/write-atomically.ts";
import { authorDenial } from "../revoke/author-denial.ts";
import { endSessions, type SessionEnd } from "../revoke/end-sessions.ts";
import { type EditedText, insertDenial } from "../revoke/insert-denial.ts";
import { planDenial } from "../revoke/plan-denial.ts";
import { revokeNotes } from "../revoke/revoke-notes.ts";

interface RevokeOptions {
  readonly grant: string;
  readonly sub?: string;
  readonly issuer?: string;
  readonly reason?: string;
  readonly apply?: true;
}

/** `vend revoke MAP --grant G`: denies new sessions, and prints the policy that ends those that are running. */
export const revokeCommand: CommandFile = ({ io, answer }) =>
  new Command("revoke")
    .summary("deny new sessions, and print what ends running ones")
    .description(
      "Adds an entry to the map's deny list, with every other character left as it is, and prints the IAM policy that ends\n" +
        "the sessions that are running. Nothing is written without --apply, and nothing is ever sent to AWS.",
    )
    .argument("<map>", mapArgument)
    .requiredOption("--grant <name>", "the grant whose sessions are to end")
    .option("--sub <subject>", "only this subject (the sub claim); everybody who may have the grant otherwise")
    .option("--issuer <name>", "only callers of this issuer, where the grant has several")
    .option("--reason <text>", "for the audit record of whoever is refused")
    .option("--apply", "write the map")
    .action(answer((location: string, options: RevokeOptions) => revoke(location, options, io)));

async function revoke(location: string, options: RevokeOptions, io: CliIo): Promise<Outcome> {
  if (location === "-" && options.apply === true) {
    throw new CliError("standard input cannot be written to; name the map's file for --apply");
  }
  const map = await loadMap(location, io);
  const plan = planDenial(map.document, {
    grant: options.grant,
    ...(options.sub !== undefined && { subject: options.sub }),
    ...(options.issuer !== undefined && { issuer: options.issuer }),
  });
  const reason = options.reason ?? `revoked ${new Date(io.now()).toISOString().slice(0, 10)}`;
  const edited = insertDenial(map.text, authorDenial(plan, reason));
  const revoked = verifyEdit(map, edited);
  if (options.apply === true) {
    await writeAtomically(map.name, edited.text);
  }
  const end = endSessions(map.document, plan, io.now());
  const failing = runMapTests(revoked.document, revoked.tests).filter(({ passed }) => !passed);
  return {
    exitCode: exitCodes.fine,
    json: {
      file: map.name,
      written: options.apply === true,
      added: edited.added,
      map: edited.text,
      alsoLost: plan.alsoLost,
      failingTests: failing.map(({ name }) => name),
      ...end,
    },
    text: (palette) => print(map, edited, end, options, palette),
    notes: revokeNotes(
      plan,
      end,
      failing.map((test) => ({
        test,
        place: (options.apply === true ? revoked : map).locate([...test.path, "expect"]),
      })),
    ),
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

function print(map: LoadedMap, edited: EditedText, end: SessionEnd, options: RevokeOptions, palette: Palette): string {
  const lines = edited.added.trimEnd().split(/\r?\n/);
  return [
    `${palette.strong(map.name)}${options.apply === true ? " is written" : " would get (write it with --apply)"}:\n`,
    ...lines.map((line) => `${palette.good(`+ ${line}`)}\n`),
    `\nThis policy ends the sessions of ${end.reach === "role" ? "everybody" : `${options.sub}`} that began before now. Attach it to:\n`,
    ...end.roles.map((role) => `  ${role}\n`),
    `\n${JSON.stringify(end.policy, undefined, 2)}\n`,
  ].join("");
}
