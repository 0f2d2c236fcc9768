import { Command } from "commander";
import { checkMap, checkOutcome } from "../check/check-map.ts";
import type { CliIo } from "../cli-io.ts";
import type { CommandFile } from "../command-line.ts";
import { exitCodes } from "../exit-codes.ts";
import { loadMap, mapArgument } from "../input/load-map.ts";
import { modeOfMap } from "../input/mode-of-map.ts";
import type { Outcome } from "../output/outcome.ts";
import { compileMap } from "../publish/compile-map.ts";
import { openTarget, targetArgument } from "../publish/open-target.ts";
import { digestOf, verifyLive } from "../publish/verify-live.ts";

interface PublishOptions {
  readonly to: string;
  readonly strict?: true;
}

/** `vend publish MAP --to TARGET`: check, compile, upload, verify. */
export const publishCommand: CommandFile = ({ io, answer }) =>
  new Command("publish")
    .summary("check, compile and upload a map, and verify it")
    .description(
      "Checks a map, compiles it, puts it where services read it from, reads it back and compares digests.\n" +
        "Exit code 1, and nothing published, where check would find an error.",
    )
    .argument("<map>", mapArgument)
    .requiredOption("--to <target>", targetArgument)
    .option("--strict", "warnings fail too")
    .action(answer((location: string, options: PublishOptions) => publish(location, options, io)));

async function publish(location: string, options: PublishOptions, io: CliIo): Promise<Outcome> {
  const target = await openTarget(options.to, io);
  const map = await loadMap(location, io);
  const report = checkMap(map, options.strict === true);
  if (!report.isFine) {
    return checkOutcome(report);
  }
  const { text, digest } = compileMap(map);
  const before = await target.read();
  const isChange = before !== text;
  if (isChange) {
    await target.publish(text, digest, await modeOfMap(map));
  }
  await verifyLive(target, digest);
  const previous = digestOf(before, target.location);
  return {
    exitCode: exitCodes.fine,
    json: { target: target.location, version: digest, previous, changed: isChange, grants: report.grants },
    text: () =>
      isChange
        ? `${target.location}: version ${digest} is live\n`
        : `${target.location}: version ${digest} is live already\n`,
  };
}
