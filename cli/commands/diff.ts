import { Command } from "commander";
import { diffPolicyMaps } from "../../shared/policy-map/diff/diff-policy-maps.ts";
import type { DiffEntry } from "../../shared/policy-map/diff/policy-map-diff.ts";
import { wordEntry } from "../../shared/policy-map/diff/word-entry.ts";
import type { CliIo } from "../cli-io.ts";
import type { CommandFile } from "../command-line.ts";
import { exitCodes } from "../exit-codes.ts";
import { loadMap, mapArgument } from "../input/load-map.ts";
import type { Outcome } from "../output/outcome.ts";
import type { Palette } from "../output/palette.ts";

interface DiffOptions {
  readonly acceptWidening?: true;
}

/** `vend diff OLD NEW`: who gains, loses or changes what, by meaning. */
export const diffCommand: CommandFile = ({ io, answer }) =>
  new Command("diff")
    .summary("say who gains, loses or changes what between two maps")
    .description(
      "Compares two policy maps by meaning and says who gains, loses or changes what. Exit code 1 where somebody gains\n" +
        "something, or might, unless that is accepted.",
    )
    .argument("<old>", mapArgument)
    .argument("<new>", mapArgument)
    .option("--accept-widening", "exit code 0 even where somebody gains something")
    .action(answer((older: string, newer: string, options: DiffOptions) => diff(older, newer, options, io)));

async function diff(older: string, newer: string, options: DiffOptions, io: CliIo): Promise<Outcome> {
  const before = await loadMap(older, io);
  const after = await loadMap(newer, io);
  const { widens, entries } = diffPolicyMaps(before.document, after.document, {
    older: before.rotations,
    newer: after.rotations,
  });
  const acceptsWidening = options.acceptWidening === true;
  return {
    exitCode: widens && !acceptsWidening ? exitCodes.no : exitCodes.fine,
    json: { widens, acceptsWidening, entries },
    text: (palette) => [...entries.map((entry) => colour(entry, palette)), summary(entries)].join("\n").concat("\n"),
  };
}

function colour(entry: DiffEntry, palette: Palette): string {
  const styles: Readonly<Record<DiffEntry["effect"], (text: string) => string>> = {
    widens: palette.bad,
    mayWiden: palette.warn,
    narrows: palette.good,
    changes: (text) => text,
    renames: palette.faint,
  };
  return styles[entry.effect](wordEntry(entry));
}

function summary(entries: readonly DiffEntry[]): string {
  if (entries.length === 0) return "the same: every request is decided alike";
  const count = (effect: DiffEntry["effect"]) => entries.filter((entry) => entry.effect === effect).length;
  return `${count("widens")} widen, ${count("mayWiden")} may widen, ${count("narrows")} narrow, ${count("changes")} change, ${count("renames")} rename`;
}
