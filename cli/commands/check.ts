import { Command } from "commander";
import { PolicyMapError } from "../../shared/policy-map/policy-map-error.ts";
import { checkMap, checkOutcome } from "../check/check-map.ts";
import type { CliIo } from "../cli-io.ts";
import type { CommandFile } from "../command-line.ts";
import { loadMap, mapArgument } from "../input/load-map.ts";
import type { Outcome } from "../output/outcome.ts";

/** `vend check MAP`: validates, lints, and runs the map's own tests. */
export const checkCommand: CommandFile = ({ io, answer }) =>
  new Command("check")
    .summary("validate and lint a map, and run its own tests")
    .description("Validates a policy map, lints it and runs its own tests. Exit code 1 where something is wrong.")
    .argument("<map>", mapArgument)
    .option("--strict", "warnings fail too")
    .action(answer((location: string, options: { readonly strict?: true }) => check(location, options, io)));

async function check(location: string, options: { readonly strict?: true }, io: CliIo): Promise<Outcome> {
  try {
    const map = await loadMap(location, io);
    return checkOutcome(checkMap(map, options.strict === true));
  } catch (error) {
    if (!(error instanceof PolicyMapError)) {
      throw error;
    }
    // Elsewhere a map that is not valid is unusable input; here it is the answer.
    const problems = error.problems.map((problem) => ({ ...problem, level: "error" as const, lint: undefined }));
    return checkOutcome({ isFine: false, grants: undefined, problems, accepted: [], tests: [] });
  }
}
