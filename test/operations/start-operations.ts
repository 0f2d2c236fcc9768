import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Accounts } from "../../local/sts-emulator/accounts.ts";
import { parseAccounts } from "../../local/sts-emulator/parse-accounts.ts";
import { type StsEmulator, startStsEmulator } from "../../local/sts-emulator/start-sts-emulator.ts";
import { createTokenIssuer, type TokenIssuer } from "../support/token-issuer.ts";
import { type CommandRun, runCommand } from "./run-runbook.ts";
import { type Instance, startInstance } from "./start-instance.ts";

const serviceRole = "arn:aws:iam::999988887777:role/vending-service";

/** An installation as its operators have it: a folder with the map, accounts in an STS, instances of the service. */
export interface Operations {
  readonly folder: string;
  readonly corp: TokenIssuer;
  readonly sts: StsEmulator;
  /** Runs a command line in the folder, with the service's own credentials. */
  readonly run: (command: string) => Promise<CommandRun>;
  /** A token of this subject. */
  readonly token: (sub: string) => Promise<string>;
  /** @param refreshSeconds how often it looks for a new map: 1 to 3,600 */
  readonly start: (refreshSeconds: number, env?: Readonly<Record<string, string>>) => Promise<Instance>;
  /** What somebody does in IAM: the accounts as they are, to the accounts as they are from then on. */
  readonly change: (edit: (accounts: Accounts) => Accounts) => void;
  /** Gives roles the trust policies of a template that `vend trust` has printed. */
  readonly deployTemplate: (file: string) => void;
  readonly close: () => Promise<void>;
}

/**
 * @param mapOf the map, given the issuer's part of it
 * @returns with the accounts that `vend trust` prints for the map, and the map published to `live/policy-map.json`
 */
export async function startOperations(mapOf: (issuer: string) => string): Promise<Operations> {
  const folder = mkdtempSync(join(tmpdir(), "vend-operations-"));
  mkdirSync(join(folder, "live"));
  const corp = await createTokenIssuer();
  writeFileSync(
    join(folder, "policy-map.yaml"),
    mapOf(
      `{ issuer: "${corp.issuer}", audience: "${corp.audience}", keys: { jwks: ${JSON.stringify(corp.jwks())} }, algorithms: [ES256], requiredClaims: [jti] }`,
    ),
  );
  const trust = await runCommand(`npx vend trust policy-map.yaml --service-role ${serviceRole}`, folder, {});
  let accounts = parseAccounts(trust.out, "accounts.json");
  const sts = await startStsEmulator({ accounts });
  const change: Operations["change"] = (edit) => {
    accounts = edit(accounts);
    sts.replaceAccounts(accounts);
  };
  const { accessKeyId, secretAccessKey, sessionToken } = sts.issueRoleSession(serviceRole, "vend-credentials");
  const env = {
    AWS_ENDPOINT_URL_STS: sts.url,
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  };
  const run = (command: string) => runCommand(command, folder, env);
  await run("npx vend publish policy-map.yaml --to file:live/policy-map.json");
  const instances: Instance[] = [];
  return {
    folder,
    corp,
    sts,
    run,
    token: (sub) => corp.issueToken({ claims: { sub } }),
    start: async (refreshSeconds, more = {}) => {
      const instance = await startInstance({
        ...env,
        POLICY_MAP: `file:${join(folder, "live", "policy-map.json")}`,
        POLICY_MAP_REFRESH_SECONDS: String(refreshSeconds),
        SUBJECT_FAILURE_LIMIT: "5000+600/min",
        ...more,
      });
      instances.push(instance);
      return instance;
    },
    change,
    deployTemplate: (file) => change((before) => deployed(before, readFileSync(join(folder, file), "utf8"))),
    close: async () => {
      for (const instance of instances) instance.stop();
      await sts.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The accounts once CloudFormation has made the template's roles, whose trust policies are all that is taken from it. */
function deployed(accounts: Accounts, template: string): Accounts {
  const { Parameters, Resources } = JSON.parse(template) as {
    Parameters: Record<string, { Default?: string }>;
    Resources: Record<string, { Properties: { RoleName: string; AssumeRolePolicyDocument: object } }>;
  };
  const filled = (document: object) =>
    JSON.parse(
      JSON.stringify(document).replaceAll(/\{"Ref":"(\w+)"\}/g, (_all, name: string) => {
        return JSON.stringify(Parameters[name]?.Default);
      }),
    ) as object;
  const roles = new Map(accounts.roles);
  for (const { Properties } of Object.values(Resources)) {
    const role = [...roles.values()].find(({ name }) => name === Properties.RoleName);
    if (role === undefined) throw new Error(`${Properties.RoleName} is no role of the accounts`);
    const read = parseAccounts(
      JSON.stringify({
        accounts: {
          [role.account]: { roles: { [role.name]: { trustPolicy: filled(Properties.AssumeRolePolicyDocument) } } },
          "999988887777": {
            roles: {
              "vending-service": {
                trustPolicy: {
                  Statement: {
                    Effect: "Allow",
                    Principal: { Service: "lambda.amazonaws.com" },
                    Action: "sts:AssumeRole",
                  },
                },
              },
            },
          },
        },
      }),
      "template",
    );
    const { trustPolicy } = [...read.roles.values()].find(({ name }) => name === role.name) ?? role;
    roles.set(role.arn, { ...role, trustPolicy });
  }
  return { ...accounts, roles };
}
