import { Command, InvalidArgumentError } from "commander";
import type { ExternalId } from "../../shared/model/policy-document.ts";
import { Flaw } from "../../shared/policy-map/findings.ts";
import { parseRoleArn } from "../../shared/policy-map/parse-role.ts";
import { CliError } from "../cli-error.ts";
import type { CliIo } from "../cli-io.ts";
import type { CommandFile } from "../command-line.ts";
import { planProbes } from "../doctor/plan-probes.ts";
import { principalArn } from "../doctor/principal-arn.ts";
import { printDiagnoses } from "../doctor/print-diagnoses.ts";
import { runDoctor } from "../doctor/run-doctor.ts";
import type { SampleCaller } from "../doctor/sample-decision.ts";
import { exitCodes } from "../exit-codes.ts";
import { type LoadedMap, loadMap, mapArgument } from "../input/load-map.ts";
import type { Outcome } from "../output/outcome.ts";

interface DoctorOptions {
  readonly account?: string;
  readonly grant?: string;
  readonly serviceRole?: string;
  readonly showExternalId?: true;
}

/** `vend doctor MAP`: assumes each role for real, and says what does not fit. */
export const doctorCommand: CommandFile = ({ io, answer }) =>
  new Command("doctor")
    .summary("assume each role for real, and say what does not fit")
    .description(
      "Assumes each role of a map with the credentials of the environment, which should be the service's own, and with a\n" +
        "session policy that denies everything. Exit code 1 where a role does not fit.",
    )
    .argument("<map>", mapArgument)
    .option("--account <account>", "only this account: its name in the map, or its 12 digits")
    .option("--grant <name>", "only this grant")
    .option("--service-role <arn>", "ARN of the role that the service runs as, for one with a path", readRoleArn)
    .option("--show-external-id", "show external IDs in trust policies instead of hiding them")
    .action(answer((location: string, options: DoctorOptions) => doctor(location, options, io)));

async function doctor(location: string, options: DoctorOptions, io: CliIo): Promise<Outcome> {
  const map = await loadMap(location, io);
  const region = io.env["AWS_REGION"] || io.env["AWS_DEFAULT_REGION"];
  if (!region) {
    throw new CliError("AWS_REGION says which region's STS the service asks; set it, to eu-central-1 for example");
  }
  const probes = planProbes(map.document, { account: options.account, grant: options.grant }, callersIn(map));
  if (probes.length === 0) {
    throw new CliError("no role of the map is meant: there is no such grant, or it leads into no such account");
  }
  // Here, since no other command needs the client of STS, whose modules take longer than all the rest.
  const { createDoctorSts } = await import("../doctor/ask-sts.ts");
  const sts = createDoctorSts(region);
  const callerArn = await sts.whoAmI();
  const diagnoses = await runDoctor(probes, {
    ask: sts.ask,
    document: map.document,
    rotations: map.rotations,
    callerArn,
    principalArn: options.serviceRole ?? principalArn(callerArn),
    externalIdText: options.showExternalId === true ? showExternalId : hideExternalId,
    onProgress: (done) => showProgress(done, probes.length, io),
  });
  const fits = diagnoses.every((diagnosis) => diagnosis.fits);
  return {
    exitCode: fits ? exitCodes.fine : exitCodes.no,
    json: { ok: fits, as: callerArn, roles: diagnoses },
    text: (palette) => printDiagnoses(diagnoses, callerArn, palette),
  };
}

/** Callers of the map's own tests, who are real: a trust policy may ask for tags that only such have. */
function callersIn({ tests }: LoadedMap): (grant: string) => readonly SampleCaller[] {
  const callers = new Map<string, SampleCaller[]>();
  for (const { caller, ask, expect } of tests) {
    const grant = "grant" in expect ? (expect.grant ?? ask.grant) : "refused" in expect ? undefined : ask.grant;
    if (grant === undefined) continue;
    const known = callers.get(grant) ?? [];
    callers.set(grant, known);
    known.push({ ...caller, parameters: ask.parameters ?? {} });
  }
  return (grant) => callers.get(grant) ?? [];
}

function showExternalId(externalId: ExternalId): string {
  return typeof externalId === "string" ? externalId : hideExternalId(externalId);
}

function hideExternalId(externalId: ExternalId): string {
  if (typeof externalId === "string") return "<external ID; --show-external-id shows it>";
  return "ssm" in externalId
    ? `<value of SSM parameter ${externalId.ssm}>`
    : `<value of secret ${externalId.secret}${externalId.member === undefined ? "" : `, member ${externalId.member}`}>`;
}

function showProgress(done: number, all: number, io: CliIo): void {
  if (!io.showsProgress) return;
  io.writeError(done < all ? `\r${done} of ${all} roles tried` : "\r\u001B[K");
}

function readRoleArn(text: string): string {
  try {
    return parseRoleArn(text).arn;
  } catch (error) {
    if (error instanceof Flaw) throw new InvalidArgumentError(error.message);
    throw error;
  }
}
