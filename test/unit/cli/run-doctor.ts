import { Readable } from "node:stream";
import { vi } from "vitest";
import type { CliIo } from "../../../cli/cli-io.ts";
import { createCommandLine } from "../../../cli/command-line.ts";
import { doctorCommand } from "../../../cli/commands/doctor.ts";
import type { Diagnosis } from "../../../cli/doctor/run-doctor.ts";
import { parseAccounts } from "../../../local/sts-emulator/parse-accounts.ts";
import { type StsEmulator, startStsEmulator } from "../../../local/sts-emulator/start-sts-emulator.ts";
import { stubAwsEnvironment } from "../../support/aws-environment.ts";

const serviceRole = "arn:aws:iam::999988887777:role/vending-service";

/** STS with these accounts, and in the environment what Lambda gives the service. */
export async function startServiceSts(accountsYaml: string, roleArn = serviceRole): Promise<StsEmulator> {
  const emulator = await startStsEmulator({ accounts: parseAccounts(accountsYaml, "accounts.yaml") });
  const { accessKeyId, secretAccessKey, sessionToken } = emulator.issueRoleSession(roleArn, "vend-credentials");
  stubAwsEnvironment(emulator.url);
  vi.stubEnv("AWS_ACCESS_KEY_ID", accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", secretAccessKey);
  vi.stubEnv("AWS_SESSION_TOKEN", sessionToken);
  return emulator;
}

export interface DoctorRun {
  readonly exitCode: number | undefined;
  readonly out: string;
  readonly error: string;
  readonly roles: readonly Diagnosis[];
  /** `kind` of each trouble, by grant. */
  readonly kinds: Readonly<Record<string, readonly string[]>>;
}

/** The real command, alone. */
export async function runDoctor(
  map: string,
  options: readonly string[] = [],
  io: Partial<CliIo> = {},
): Promise<DoctorRun> {
  let out = "";
  let error = "";
  const line = createCommandLine({
    writeOut: (text) => {
      out += text;
    },
    writeError: (text) => {
      error += text;
    },
    readInput: async () => map,
    openInput: () => Readable.from([Buffer.from(map)]),
    hasColours: false,
    showsProgress: false,
    columns: undefined,
    env: { AWS_REGION: "eu-central-1" },
    now: Date.now,
    ...io,
  });
  line.program
    .option("--json")
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  line.program.addCommand(doctorCommand(line).copyInheritedSettings(line.program));
  await line.program.parseAsync(["doctor", "-", ...options], { from: "user" });
  const { roles = [] } = options.includes("--json") ? (JSON.parse(out) as { roles?: readonly Diagnosis[] }) : {};
  const kinds = roles.flatMap(({ grants, troubles }) =>
    grants.map((grant) => [grant, troubles.map(({ kind }) => kind)]),
  );
  return { exitCode: line.exitCode(), out, error, roles, kinds: Object.fromEntries(kinds) };
}
