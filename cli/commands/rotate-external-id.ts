import { Command, Option } from "commander";
import { readIncludeFile } from "../../shared/adapters/read-include-file.ts";
import type { ExternalIdRotation } from "../../shared/policy-map/external-id-rotation.ts";
import { type ReadPolicyMap, readPolicyMap } from "../../shared/policy-map/read-policy-map.ts";
import { CliError } from "../cli-error.ts";
import type { CliIo } from "../cli-io.ts";
import type { CommandFile } from "../command-line.ts";
import { exitCodes } from "../exit-codes.ts";
import { type LoadedMap, loadMap, mapArgument } from "../input/load-map.ts";
import { readText } from "../input/read-text.ts";
import type { Outcome } from "../output/outcome.ts";
import { replaceFile } from "../output/replace-file.ts";
import { type AccountEdit, editAccount } from "../rotate/edit-account.ts";
import { planRotation, type RotationStep, rotationSteps } from "../rotate/plan-rotation.ts";
import { rotationNotes } from "../rotate/rotation-notes.ts";

interface RotateOptions {
  readonly account: string;
  readonly step: RotationStep;
  readonly ssm?: string;
  readonly secret?: string;
  readonly apply?: true;
}

/** `vend rotate-external-id MAP --account A --step S`: the three changes of the map by which an external ID becomes another. */
export const rotateExternalIdCommand: CommandFile = ({ io, answer }) =>
  new Command("rotate-external-id")
    .summary("change an account's external ID in three steps, without an outage")
    .description(
      "Makes the change of the map for one step of a rotation, with every other character left as it is. Nothing is\n" +
        "written without --apply, and nothing is ever sent to AWS. External IDs are not printed.",
    )
    .argument("<map>", mapArgument)
    .requiredOption("--account <name>", "the account, by its name in the map")
    .addOption(
      new Option("--step <step>", "begin adds the next external ID, switch sends it, finish removes the previous one")
        .choices(rotationSteps)
        .makeOptionMandatory(),
    )
    .option("--ssm <name>", "with begin: the SSM parameter that holds the next external ID, instead of a random one")
    .addOption(
      new Option("--secret <name>", "with begin: the secret that does; NAME#MEMBER for a member of it").conflicts(
        "ssm",
      ),
    )
    .option("--apply", "write the map")
    .action(answer((location: string, options: RotateOptions) => rotate(location, options, io)));

async function rotate(location: string, options: RotateOptions, io: CliIo): Promise<Outcome> {
  const { account, step, ssm, secret } = options;
  if (location === "-" && options.apply === true) {
    throw new CliError("standard input cannot be written to; name the map's file for --apply");
  }
  const map = await loadMap(location, io);
  const rotation = map.rotations.find((one) => one.account === account);
  const place = ssm !== undefined ? { ssm } : secret !== undefined ? { secret } : undefined;
  const edit = planRotation(step, account, rotation, place);
  const { file } = map.locate(["accounts", account]);
  const text = file === map.name ? map.text : (await readText(file, io)).text;
  const edited = editAccount(text, account, edit);
  if (edit.kind === "add") rehearse(map, { file, text: edited }, account);
  verifyEdit(map, { file, text: edited }, account, rotation, edit);
  if (options.apply === true) await replaceFile(file, edited);
  return {
    exitCode: exitCodes.fine,
    json: { file, written: options.apply === true, account, step, change: wordEdit(edit) },
    text: (palette) =>
      `${palette.strong(file)}${options.apply === true ? " is written" : " would get (write it with --apply)"}: ` +
      `accounts.${account}: ${wordEdit(edit)}\n`,
    notes: rotationNotes(step, map.name, account, rotation?.otherIs === "previous"),
  };
}

/**
 * Makes the steps after the first, and keeps nothing: a rotation that cannot be gone through shall not begin.
 * @throws CliError where one of them cannot be made
 */
function rehearse(map: LoadedMap, begun: { readonly file: string; readonly text: string }, account: string): void {
  try {
    let { text } = begun;
    for (const step of ["switch", "finish"] as const) {
      const { map: before, rotation } = readEdited(map, { file: begun.file, text }, account);
      const edit = planRotation(step, account, rotation, undefined);
      text = editAccount(text, account, edit);
      verifyEdit(before, { file: begun.file, text }, account, rotation, edit);
    }
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    throw new CliError(
      `${account} cannot be rotated by this command, as --step switch or finish could not be made: write externalId in one line of the account, ` +
        "a text or { ssm: NAME } or { secret: NAME }; nothing is written",
      { file: begun.file },
      error,
    );
  }
}

/** The map as it would be. */
function readEdited(
  map: LoadedMap,
  edited: { readonly file: string; readonly text: string },
  account: string,
): { readonly map: LoadedMap; readonly rotation: ExternalIdRotation | undefined } {
  const text = edited.file === map.name ? edited.text : map.text;
  const after = readPolicyMap(text, map.name, {
    readInclude: (path, from) => {
      const included = readIncludeFile(path, from);
      return included.name === edited.file ? { ...included, text: edited.text } : included;
    },
  });
  return { map: { ...map, ...after, text }, rotation: after.rotations.find((one) => one.account === account) };
}

/**
 * Reads the map as it is after the edit, which must be as far as it was meant to be, and say nothing else that is new.
 * @throws CliError, PolicyMapError where it does not, so that nothing is written
 */
function verifyEdit(
  map: LoadedMap,
  edited: { readonly file: string; readonly text: string },
  account: string,
  rotation: ExternalIdRotation | undefined,
  edit: AccountEdit,
): void {
  const { map: after, rotation: now } = readEdited(map, edited, account);
  const others = ({ rotations }: ReadPolicyMap) => JSON.stringify(rotations.filter((one) => one.account !== account));
  const isMeant =
    edit.kind === "add"
      ? now?.otherIs === "next"
      : edit.kind === "remove"
        ? now === undefined
        : `${now?.otherIs}ExternalId` === edit.newKey &&
          same(now?.externalId, rotation?.other) &&
          same(now?.other, rotation?.externalId);
  const documents = [map.document, after.document].map((document) =>
    edit.kind === "swap" ? withoutExternalIds(document) : JSON.stringify(document),
  );
  if (!isMeant || others(map) !== others(after) || documents[0] !== documents[1]) {
    throw new CliError(`${edited.file} is written in a way that this command cannot change; change it by hand`);
  }
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function withoutExternalIds(document: ReadPolicyMap["document"]): string {
  return JSON.stringify(document, (name, value: unknown) => (name === "externalId" ? undefined : value));
}

/** Never an external ID itself: where it is kept, at most. */
function wordEdit(edit: AccountEdit): string {
  if (edit.kind === "remove") return `no ${edit.key} any more`;
  if (edit.kind === "swap") return `externalId and ${edit.key} change places, the latter as ${edit.newKey}`;
  const { key, value } = edit;
  return `${key} ${typeof value === "string" ? "is made at random" : `is kept in ${Object.values(value)[0]}`}`;
}
