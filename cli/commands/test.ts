import { Command } from "commander";
import type { MapTest } from "../../shared/policy-map/map-test.ts";
import { parseMapTests } from "../../shared/policy-map/parse-map-tests.ts";
import { type MapTestResult, runMapTests } from "../../shared/policy-map/run-map-tests.ts";
import { CliError } from "../cli-error.ts";
import type { CliIo } from "../cli-io.ts";
import type { CommandFile } from "../command-line.ts";
import { exitCodes } from "../exit-codes.ts";
import { type LoadedMap, loadMap, mapArgument } from "../input/load-map.ts";
import { readText } from "../input/read-text.ts";
import type { Outcome } from "../output/outcome.ts";
import { printTest } from "../test/print-tests.ts";

/** `vend test MAP [CASES]`: callers, and what they must get or be refused. */
export const testCommand: CommandFile = ({ io, answer }) =>
  new Command("test")
    .summary("run a map's tests, and those of a file")
    .description("Runs the tests of a policy map, and those of a file of cases. Exit code 1 where one fails.")
    .argument("<map>", mapArgument)
    .argument("[cases]", "a file with tests: as a map has, or - for standard input")
    .action(answer((map: string, cases: string | undefined) => test(map, cases, io)));

async function test(mapLocation: string, casesLocation: string | undefined, io: CliIo): Promise<Outcome> {
  if (mapLocation === "-" && casesLocation === "-") {
    throw new CliError("standard input cannot be both the map and the cases");
  }
  const map = await loadMap(mapLocation, io);
  const cases = casesLocation === undefined ? [] : await loadCases(casesLocation, map, io);
  return outcomeOf(runMapTests(map.document, [...map.tests, ...cases]));
}

/** Names that the map does not have are errors of the file, with their place: such a test would pass for the wrong reason. */
async function loadCases(location: string, { document }: LoadedMap, io: CliIo): Promise<readonly MapTest[]> {
  const { text, name } = await readText(location, io);
  return parseMapTests(text, name, document);
}

function outcomeOf(results: readonly MapTestResult[]): Outcome {
  const failed = results.filter(({ passed }) => !passed).length;
  const passed = results.length - failed;
  return {
    exitCode: failed === 0 ? exitCodes.fine : exitCodes.no,
    json: { ok: failed === 0, passed, failed, tests: results },
    text: (palette) =>
      [
        "TAP version 14\n",
        `1..${results.length}\n`,
        ...results.map((result, index) => printTest(result, palette, index + 1)),
        `# ${passed} passed, ${failed} failed\n`,
      ].join(""),
    ...(results.length === 0 && { notes: ["the map has no tests, so nothing was tried"] }),
  };
}
