import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { parseKeySetsLocation } from "../../shared/config/parse-key-sets-location.ts";
import { parsePolicyMapLocation } from "../../shared/config/parse-policy-map-location.ts";
import { parseSecretLocation } from "../../shared/config/parse-secret-location.ts";
import { regionPattern } from "../../shared/config/region-pattern.ts";
import { tableNamePattern } from "../../shared/config/table-name-pattern.ts";
import type { ExternalIdReference } from "../../shared/model/policy-document.ts";
import type { KeySetsLocation, PolicyMapLocation } from "../../shared/model/policy-map-location.ts";
import { Flaw } from "../../shared/policy-map/findings.ts";
import { localExternalId } from "../../shared/policy-map/local-external-id.ts";
import { parseRoleArn } from "../../shared/policy-map/parse-role.ts";
import { CliError } from "../cli-error.ts";
import type { CliIo } from "../cli-io.ts";
import type { CommandFile } from "../command-line.ts";
import { exitCodes } from "../exit-codes.ts";
import { type LoadedMap, loadMap, mapArgument } from "../input/load-map.ts";
import { pathOf } from "../input/read-text.ts";
import type { Outcome } from "../output/outcome.ts";
import { writeAtomically } from "../output/write-atomically.ts";
import { type AccountRoles, accountRoles, splitRoleArn } from "../trust/account-roles.ts";
import { chooseServiceRoles } from "../trust/choose-service-roles.ts";
import { servicePolicy } from "../trust/service-policy.ts";
import { splitPolicy } from "../trust/split-policy.ts";
import type { TrustFile, TrustSet } from "../trust/trust-files.ts";
import { trustNotes } from "../trust/trust-notes.ts";
import { writeAccountsFile } from "../trust/write-accounts-file.ts";
import { writeCloudFormation } from "../trust/write-cloudformation.ts";
import { writeStackSets } from "../trust/write-stack-sets.ts";
import { writeTerraform } from "../trust/write-terraform.ts";

interface TrustOptions {
  readonly account?: string;
  readonly serviceRole?: readonly string[];
  readonly policyMap?: PolicyMapLocation;
  readonly region?: string;
  readonly keySets?: KeySetsLocation;
  readonly replayTable?: string;
  readonly sharedSessionsTable?: string;
  readonly sharedSessionsKey?: string;
  readonly dpopNonceKey?: ExternalIdReference;
  readonly kmsKey?: readonly string[];
  readonly as: "json" | "cloudformation" | "stackset" | "terraform";
  readonly organizationalUnit?: string;
  readonly output?: string;
  readonly local?: true;
}

/** Of files that hold external IDs. */
const ownersOnly = 0o600;

/** `vend trust MAP`: what the target accounts must carry, and what the service itself must be allowed. */
export const trustCommand: CommandFile = ({ io, answer }) =>
  new Command("trust")
    .summary("print the trust policies and the service's own policy")
    .description(
      "Prints the roles that the target accounts must have, with their trust policies, and the least IAM policy of the\n" +
        "service's own role. The output holds external IDs.",
    )
    .argument("<map>", mapArgument)
    .option("--account <account>", "only this account: its name in the map, or its 12 digits")
    .option("--service-role <arn>", "ARN of the role that the service runs as; again for each region", readRoleArns)
    .option("--policy-map <location>", "where the service reads the map, as POLICY_MAP says it", readLocation)
    .option("--region <region>", "the region that the service runs in", readRegion)
    .option("--key-sets <location>", "where the service takes stored key sets from, as KEY_SETS says it", readKeySets)
    .option("--replay-table <name>", "the table that remembers the tokens of one-time grants", readTable)
    .option("--shared-sessions-table <name>", "the table of the sessions that instances share", readTable)
    .option("--shared-sessions-key <arn>", "the KMS key that these are sealed under", readKmsArn)
    .option("--dpop-nonce-key <location>", "where the key of DPoP nonces is, as DPOP_NONCE_KEY says it", readSecret)
    .option("--kms-key <arn...>", "KMS keys of your own that what the service reads is encrypted with", readKey)
    .addOption(
      new Option("--as <form>", "json is also an accounts file for the local stack (LOCAL_AWS)")
        .choices(["json", "cloudformation", "stackset", "terraform"])
        .default("json"),
    )
    .addOption(
      new Option("--local", "with json: for external IDs kept in AWS, what the local stack has in their place"),
    )
    .option("--organizational-unit <id>", "with stackset: the unit whose accounts they are, as ou-...", readUnit)
    .option(
      "-o, --output <path>",
      "write it there: json to a file, the others to a folder with a file for each account",
    )
    .action(answer((location: string, options: TrustOptions) => trust(location, options, io)));

async function trust(location: string, options: TrustOptions, io: CliIo): Promise<Outcome> {
  if (options.local === true && options.as !== "json") {
    throw new CliError("--local is for --as json, the accounts file of the local stack");
  }
  if (options.organizationalUnit !== undefined && options.as !== "stackset") {
    throw new CliError("--organizational-unit is for --as stackset");
  }
  const map = await loadMap(location, io);
  const set = makeTrustSet(map, options);
  const notes = trustNotes(set, map, options);
  if (options.as === "json") {
    return { ...(await deliverJson(writeAccountsFile(set), options.output)), notes };
  }
  const files = writeFiles(set, options);
  return { ...(await deliver(files, options.output)), notes };
}

function writeFiles(set: TrustSet, { as, organizationalUnit }: TrustOptions): readonly TrustFile[] {
  if (as === "stackset") return writeStackSets(set, organizationalUnit);
  return as === "cloudformation" ? writeCloudFormation(set) : writeTerraform(set);
}

function makeTrustSet(map: LoadedMap, options: TrustOptions): TrustSet {
  const {
    account,
    serviceRole = [],
    local,
    policyMap,
    region,
    keySets,
    replayTable,
    dpopNonceKey: nonceKey,
    kmsKey: keys = [],
  } = options;
  const partition = splitRoleArn(map.document.grants[0]?.targets[0]?.roleArn ?? "").partition || "aws";
  const serviceRoleArns = chooseServiceRoles(serviceRole, { partition, region });
  const [first] = serviceRoleArns;
  const all = accountRoles(map, serviceRoleArns, local === true ? localExternalId : undefined).filter(
    (one) => one.partition === splitRoleArn(first).partition,
  );
  return {
    accounts: account === undefined ? all : [chooseAccount(all, account)],
    serviceRoleArns,
    knowsServiceRole: serviceRole.length > 0,
    servicePolicies:
      account === undefined
        ? splitPolicy(
            servicePolicy(map, first, {
              policyMap,
              keySets,
              replayTable,
              sharedSessions: readSharedSessions(options),
              nonceKey,
              keys,
              region,
            }),
          )
        : undefined,
  };
}

function readSharedSessions({ sharedSessionsTable: table, sharedSessionsKey: keyArn }: TrustOptions) {
  if (table === undefined && keyArn === undefined) return undefined;
  if (table === undefined || keyArn === undefined) {
    throw new CliError("--shared-sessions-table and --shared-sessions-key go together");
  }
  return { table, keyArn };
}

function chooseAccount(accounts: readonly AccountRoles[], wanted: string): AccountRoles {
  const found = accounts.find(({ accountId, names }) => accountId === wanted || names.includes(wanted));
  if (found === undefined) {
    throw new CliError(`no grant of the map leads into an account ${JSON.stringify(wanted)}`);
  }
  return found;
}

async function deliverJson(accounts: object, output = "-"): Promise<Outcome> {
  if (output === "-") {
    return { exitCode: exitCodes.fine, json: accounts, text: () => print(accounts) };
  }
  const file = pathOf(output);
  await writeAtomically(file, print(accounts), ownersOnly);
  return { exitCode: exitCodes.fine, json: { written: [file] }, text: () => `${file}\n` };
}

async function deliver(files: readonly TrustFile[], folder: string | undefined): Promise<Outcome> {
  const json = Object.fromEntries(files.map(({ of, text }) => [of, text]));
  if (folder !== undefined) {
    const written = files.map(({ fileName }) => join(folder, fileName));
    for (const [index, file] of written.entries()) {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, files[index]?.text ?? "", { mode: ownersOnly });
    }
    return { exitCode: exitCodes.fine, json: { written }, text: () => written.map((name) => `${name}\n`).join("") };
  }
  // With --json all of them fit into the one document; as text, two templates in a row are no template.
  return {
    exitCode: exitCodes.fine,
    json,
    text: () => {
      const [only, ...more] = files;
      if (more.length > 0) {
        throw new CliError(
          `the answer is ${files.length} files, which are not one when printed; write them with -o FOLDER, or name one account with --account`,
        );
      }
      return only?.text ?? "";
    },
  };
}

function print(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function readRoleArns(text: string, before: readonly string[] = []): readonly string[] {
  try {
    return [...before, parseRoleArn(text).arn];
  } catch (error) {
    if (error instanceof Flaw) {
      throw new InvalidArgumentError(error.message);
    }
    throw error;
  }
}

const readLocation = parsedBy(parsePolicyMapLocation);
const readKeySets = parsedBy(parseKeySetsLocation);
const readSecret = parsedBy(parseSecretLocation);
const readUnit = matching(
  /^ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}$/,
  "It is no id of an organizational unit, such as ou-ab12-cd34ef56.",
);
const readRegion = matching(regionPattern, "It is no region, such as eu-central-1.");
const readTable = matching(tableNamePattern, "It is no name of a DynamoDB table.");
const readKmsArn = matching(/^arn:[a-z-]+:kms:[^*?$\s]+$/, "It is no ARN of a KMS key that names a single thing.");

function readKey(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, readKmsArn(text)];
}

/** What the service's own configuration makes of a value, or why it would not take it. */
function parsedBy<Value>(parse: (text: string) => Value): (text: string) => Value {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      throw new InvalidArgumentError(error instanceof Error ? error.message : "");
    }
  };
}

/** Reads a value that has a form, and goes into a policy as it is. */
function matching(form: RegExp, complaint: string): (text: string) => string {
  return (text) => {
    if (!form.test(text)) throw new InvalidArgumentError(complaint);
    return text;
  };
}
