import { writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { Command } from "commander";
import { documentDigest } from "../../shared/policy-map/document-digest.ts";
import { CliError } from "../cli-error.ts";
import type { CliIo } from "../cli-io.ts";
import type { CommandFile } from "../command-line.ts";
import { exitCodes } from "../exit-codes.ts";
import { loadMap, mapArgument } from "../input/load-map.ts";
import { wordFailure } from "../input/read-text.ts";
import { count } from "../output/count.ts";
import type { Outcome } from "../output/outcome.ts";
import { judgeMap } from "../report/judge-map.ts";
import { readChanges } from "../report/read-changes.ts";
import { renderReport } from "../report/render-report.ts";

interface ReportOptions {
  readonly output: string;
}

/** `vend report MAP -o FILE`: the map as one page to read, search and print. */
export const reportCommand: CommandFile = ({ io, answer }) =>
  new Command("report")
    .summary("write the map as one HTML page: who reaches which role, searchable, as a picture")
    .description(
      "Writes one self-contained HTML page about a policy map: who reaches which role in which account, on which conditions, the findings of the lints, and who last changed what. It holds no external ID and no key.",
    )
    .argument("<map>", mapArgument)
    .requiredOption("-o, --output <file>", "where to write the page; - for standard output")
    .action(answer((location: string, options: ReportOptions) => report(location, options, io)));

async function report(location: string, { output }: ReportOptions, io: CliIo): Promise<Outcome> {
  const map = await loadMap(location, io);
  const { document } = map;
  const findings = judgeMap(map);
  const page = renderReport({
    document,
    fileName: basename(map.name),
    digest: documentDigest(document),
    madeAtMs: io.now(),
    findings,
    changes: await readChanges(map),
  });
  const grants = document.grants.length;
  if (output === "-") {
    return { exitCode: exitCodes.fine, json: { grants, page }, text: () => page };
  }
  await writePage(output, page);
  const open = findings.filter(({ acceptedBecause }) => acceptedBecause === undefined).length;
  return {
    exitCode: exitCodes.fine,
    json: { output, grants, findings: open, bytes: Buffer.byteLength(page) },
    text: () => `${output}: ${count(grants, "grant")}, ${count(open, "finding")}\n`,
  };
}

async function writePage(file: string, page: string): Promise<void> {
  try {
    await writeFile(file, page);
  } catch (error) {
    throw new CliError(`${file} cannot be written: ${wordFailure(error)}`, { file }, error);
  }
}
