import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { probeStatements } from "../../build/rights/probe-statements.ts";
import { type IdentityProvider, startIdentityProvider } from "../../local/identity-provider/start-identity-provider.ts";
import { parseAccounts } from "../../local/sts-emulator/parse-accounts.ts";
import { type StsEmulator, startStsEmulator } from "../../local/sts-emulator/start-sts-emulator.ts";
import { stubAwsEnvironment } from "../support/aws-environment.ts";
import { captureOutput } from "../support/capture-output.ts";
import { type RunningStack, runStack } from "../support/run-stack.ts";
import { createTokenIssuer, type TokenIssuer } from "../support/token-issuer.ts";
import { externalId, localProbeMap, probeRoles, targetRole } from "./probe-map.ts";

type Probe = "probe-vending" | "probe-refusals";

const functions = {
  "probe-vending": () => import("../../functions/probe-vending/handler.ts"),
  "probe-refusals": () => import("../../functions/probe-refusals/handler.ts"),
};

/** What a run has written. */
interface ProbeRun {
  readonly text: string;
  /** By name. */
  readonly metrics: Readonly<Record<string, number>>;
  /** The line of the log. */
  readonly line: Readonly<Record<string, unknown>>;
}

/** The stack as `npm start` runs it, over an STS and an identity provider that the test can break. */
export interface ProbeWorld {
  readonly stack: RunningStack;
  readonly sts: StsEmulator;
  readonly identityProvider: IdentityProvider;
  readonly corp: TokenIssuer;
  /** The function as it is deployed, invoked so often by one instance. */
  readonly run: (probe: Probe, env?: Readonly<Record<string, string>>) => Promise<ProbeRun>;
  readonly close: () => Promise<void>;
}

const audience = "https://vend.corp.example";
const service = "arn:aws:iam::999988887777:role/vending-service";

export async function startProbeWorld(): Promise<ProbeWorld> {
  const sts = await startStsEmulator({ accounts: parseAccounts(accountsText(), "aws.yaml") });
  const identityProvider = await startIdentityProvider({ port: 0, audience });
  const corp = await createTokenIssuer({ audience });
  const folder = await mkdtemp(join(tmpdir(), "vend-probe-"));
  const mapFile = join(folder, "map.yaml");
  await writeFile(mapFile, localProbeMap(sts.url, corp, identityProvider.url));
  const stack = await runStack({
    ...credentialsOf(sts, service),
    POLICY_MAP: `file:${mapFile}`,
    AWS_ENDPOINT_URL_STS: sts.url,
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  });
  return {
    stack,
    sts,
    identityProvider,
    corp,
    run: async (probe, env = {}) => {
      stubAwsEnvironment(sts.url);
      const role = probeRoles.find((arn) => arn.endsWith(probe)) ?? "";
      const usual = { PROBE_URL: stack.url, PROBE_GRANT: "probe", PROBE_TOKEN: "aws", PROBE_AUDIENCE: audience };
      for (const [name, value] of Object.entries({ ...credentialsOf(sts, role), ...usual, ...env })) {
        vi.stubEnv(name, value);
      }
      return await runHandler(probe);
    },
    close: async () => {
      await Promise.all([stack.stop(), sts.close(), identityProvider.close()]);
      await rm(folder, { recursive: true });
    },
  };
}

async function runHandler(probe: Probe): Promise<ProbeRun> {
  // An instance of its own, which reads its environment anew.
  vi.resetModules();
  const capture = captureOutput();
  try {
    const { handler } = await functions[probe]();
    await handler();
  } finally {
    capture.stop();
    vi.unstubAllEnvs();
  }
  const text = capture.text();
  const lines = text
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  const metrics = lines.find((line) => "_aws" in line) as Readonly<Record<string, number>> | undefined;
  return { text, metrics: metrics ?? {}, line: lines.find((line) => "level" in line) ?? {} };
}

function credentialsOf(sts: StsEmulator, role: string): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken } = sts.issueRoleSession(role, "function");
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    AWS_REGION: "eu-central-1",
  };
}

/** The probes' roles with the rights that they are deployed with; the target with none. JSON is YAML. */
function accountsText(): string {
  const policy = (Statement: unknown) => ({ Version: "2012-10-17", Statement });
  const byLambda = policy({
    Effect: "Allow",
    Principal: { Service: "lambda.amazonaws.com" },
    Action: "sts:AssumeRole",
  });
  const mayAssume = policy({ Effect: "Allow", Action: "sts:AssumeRole", Resource: targetRole });
  const byService = policy({
    Effect: "Allow",
    Principal: { AWS: service },
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "sts:ExternalId": externalId } },
  });
  const nameOf = (arn: string) => arn.split("/").at(-1) ?? "";
  return JSON.stringify({
    serviceIdentity: service,
    accounts: {
      "999988887777": {
        outboundWebIdentityFederation: true,
        roles: {
          [nameOf(service)]: { trustPolicy: byLambda, permissions: mayAssume },
          ...Object.fromEntries(
            probeRoles.map((arn) => [nameOf(arn), { trustPolicy: byLambda, permissions: policy(deployedRights(arn)) }]),
          ),
        },
      },
      "111122223333": { roles: { [nameOf(targetRole)]: { trustPolicy: byService, permissions: policy(denyAll) } } },
    },
  });
}

const denyAll = { Effect: "Deny", Action: "*", Resource: "*" };

/** Without those for the log. */
function deployedRights(arn: string): unknown {
  const probedWith = { probeToken: "aws", probeAudience: audience, probeClientSecret: "" };
  return probeStatements(probedWith, [], arn.endsWith("probe-vending") ? "vending" : "refusals");
}
