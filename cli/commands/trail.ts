import { Command, InvalidArgumentError, Option } from "commander";
import type { Grant } from "../../shared/model/policy-document.ts";
import { CliError } from "../cli-error.ts";
import type { CliIo } from "../cli-io.ts";
import type { CommandFile } from "../command-line.ts";
import { exitCodes } from "../exit-codes.ts";
import { type LoadedMap, loadMap, mapArgument } from "../input/load-map.ts";
import { readTime } from "../input/read-time.ts";
import type { Outcome } from "../output/outcome.ts";
import { type SubjectNames, subjectNames } from "../revoke/subject-names.ts";
import { type TrailForm, trailForms, trailQuery } from "../trail/trail-query.ts";

interface TrailOptions {
  readonly grant: string;
  readonly sub?: string;
  readonly account?: string;
  readonly accessKeyId?: string;
  readonly from?: number;
  readonly to?: number;
  readonly as: TrailForm;
  readonly table?: string;
}

const dayMs = 24 * 3_600_000;

/** `vend trail MAP --grant G`: the query that says what a grant's sessions did. */
export const trailCommand: CommandFile = ({ io, answer }) =>
  new Command("trail")
    .summary("print the CloudTrail query for what a grant's sessions did")
    .description("Prints a query of CloudTrail's events for what the sessions of a grant did. Nothing is sent to AWS.")
    .argument("<map>", mapArgument)
    .requiredOption("--grant <name>", "the grant whose sessions are meant")
    .option("--sub <subject>", "only this subject's (the sub claim)")
    .option("--account <account>", "only in this account: its name in the map, or its 12 digits")
    .option("--access-key-id <id>", "only this session", readKeyId)
    .option("--from <time>", "such as 2026-10-07T07:00:00Z (default: a day before the end)", readTime)
    .option("--to <time>", "default: now", readTime)
    .addOption(
      new Option("--as <form>", "for Athena, CloudTrail Lake or CloudWatch Logs Insights")
        .choices(trailForms)
        .default("athena"),
    )
    .option("--table <name>", "the table of Athena (cloudtrail_logs), or the id of the event data store", readTable)
    .action(answer((location: string, options: TrailOptions) => trail(location, options, io)));

async function trail(location: string, options: TrailOptions, io: CliIo): Promise<Outcome> {
  const map = await loadMap(location, io);
  const grant = map.document.grants.find(({ name }) => name === options.grant);
  if (grant === undefined) throw new CliError(`the map has no grant ${JSON.stringify(options.grant)}`);
  const { as: form, accessKeyId, account, to: toMs = io.now() } = options;
  const table = options.table ?? (form === "lake" ? undefined : "cloudtrail_logs");
  if (table === undefined)
    throw new CliError("--table names the event data store, whose id stands in the table's place");
  const targets = grant.targets.filter(
    (target) => account === undefined || account === target.account || account === target.roleArn.split(":")[4],
  );
  if (targets.length === 0) throw new CliError(`grant ${grant.name} leads into no account ${JSON.stringify(account)}`);
  const names = namesOf(map, grant, options.sub);
  const query = trailQuery(form, {
    ...names,
    roles: targets.map(({ roleArn }) => roleArn),
    accessKeyId,
    fromMs: options.from ?? toMs - dayMs,
    toMs,
    table,
  });
  const isForAll =
    options.sub !== undefined && names.sourceIdentities === undefined && names.sessionNames === undefined;
  return {
    exitCode: exitCodes.fine,
    json: { form, query },
    text: () => query,
    notes: [
      "events come some minutes late, and what is read from S3, DynamoDB or Lambda only where a trail records data events",
      ...(isForAll
        ? [
            "neither session name nor source identity is made of sub alone: the query is for everybody's sessions of the role",
          ]
        : []),
      ...(form === "insights" ? ["choose the time beside the query"] : []),
    ],
  };
}

function namesOf({ document }: LoadedMap, grant: Grant, subject: string | undefined): SubjectNames {
  if (subject === undefined) return { sourceIdentities: undefined, sessionNames: undefined };
  return subjectNames(document, grant, grant.when.issuers, subject);
}

function readKeyId(text: string): string {
  if (!/^ASIA[A-Z0-9]{12,124}$/.test(text)) throw new InvalidArgumentError("It is no id of a session's key: ASIA...");
  return text;
}

/** `catalog.schema.table`, or an id. It stands where nothing is quoted. */
function readTable(text: string): string {
  if (!/^[A-Za-z0-9_]+(?:[.-][A-Za-z0-9_]+){0,8}$/.test(text)) {
    throw new InvalidArgumentError("It is no name of a table, and no id of an event data store.");
  }
  return text;
}
