import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import type { AllowStatement } from "../cli/trust/iam-policy.ts";
import { readIncludeFile } from "../shared/adapters/read-include-file.ts";
import { regionPartition } from "../shared/adapters/region-partition.ts";
import { type ReadPolicyMap, readPolicyMap } from "../shared/policy-map/read-policy-map.ts";
import { chooseMapFile } from "./rights/choose-map-file.ts";
import { deployedTo } from "./rights/deployed-to.ts";
import { type DeployedWith, type Deployment, readDeployment } from "./rights/deployed-with.ts";
import { fitIntoPolicies } from "./rights/fit-into-policies.ts";
import { keyRefreshStatements as refreshStatements } from "./rights/key-refresh-statements.ts";
import { logStatement } from "./rights/log-statement.ts";
import { probeRole as roleOfProbe } from "./rights/probe-role.ts";
import { type ProbedWith, probeStatements } from "./rights/probe-statements.ts";
import { readerStatements } from "./rights/reader-statements.ts";
import { serviceStatements } from "./rights/service-statements.ts";
import { type Statement, toTemplate } from "./rights/statement.ts";

/*
 * What `serverless.yml` asks the bundle of this file for.
 */

/** As the framework asks a file for values. */
interface Resolver {
  readonly resolveVariable: (name: string) => Promise<string>;
  readonly resolveConfigurationProperty: (path: readonly string[]) => Promise<unknown>;
}

/** X-Ray knows no resources. */
const tracing: Statement = {
  Effect: "Allow",
  Action: ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
  Resource: ["*"],
};

const serviceRoleArn = { "Fn::GetAtt": ["IamRoleLambdaExecution", "Arn"] };

/** What the functions of the shared role may do, in the form of `resources`: in place of what the framework would allow them, which is wider. */
export async function serviceRights(resolver: Resolver): Promise<object> {
  const { inline, managed } = fitIntoPolicies(await readServiceStatements(resolver));
  const own = await ownStatements(resolver, undefined);
  const policy = { PolicyName: "serve", PolicyDocument: toDocument([...own, ...inline.map(toTemplate)]) };
  const resources = managed.map((statements, index) => [
    managedName(index),
    {
      Type: "AWS::IAM::ManagedPolicy",
      Properties: { PolicyDocument: toDocument(statements.map(toTemplate)) },
    },
  ]);
  return {
    Resources: Object.fromEntries(resources),
    Outputs: { ServiceRoleArn: { Description: "Whom the roles of the map must trust", Value: serviceRoleArn } },
    extensions: { IamRoleLambdaExecution: { Properties: { Policies: [policy] } } },
  };
}

/** The policies that the shared role carries beside its own, where that would be too long. */
export async function managedPolicies(resolver: Resolver): Promise<readonly object[]> {
  const { managed } = fitIntoPolicies(await readServiceStatements(resolver));
  return managed.map((_, index) => ({ Ref: managedName(index) }));
}

/** What the function that fetches key sets may do, which has a role of its own. */
export async function keyRefreshStatements(resolver: Resolver): Promise<readonly Statement[]> {
  const refreshing = refreshStatements(await readDeployed(resolver)).map(toTemplate);
  return [...refreshing, ...(await ownStatements(resolver, "KeyRefreshRole"))];
}

/** What the probe that vends may do, which has a role of its own. */
export async function probeVendingStatements(resolver: Resolver): Promise<readonly Statement[]> {
  return await readProbeStatements(resolver, "vending", "ProbeVendingRole");
}

/** The same of the probe that must be refused. */
export async function probeRefusalsStatements(resolver: Resolver): Promise<readonly Statement[]> {
  return await readProbeStatements(resolver, "refusals", "ProbeRefusalsRole");
}

async function readProbeStatements(
  resolver: Resolver,
  probe: "vending" | "refusals",
  role: string,
): Promise<readonly Statement[]> {
  const read = (name: keyof ProbedWith) => resolver.resolveVariable(`param:${name}`);
  const probedWith = {
    probeToken: await read("probeToken"),
    probeAudience: await read("probeAudience"),
    probeClientSecret: await read("probeClientSecret"),
  };
  const { keys } = await readDeployed(resolver);
  return [...probeStatements(probedWith, keys, probe), ...(await ownStatements(resolver, role))];
}

/** What the probe that vends must be given a session of: `PROBE_ROLE` as it is set, else by the map. */
export async function probeRole({ resolveVariable }: Resolver): Promise<string> {
  const { document } = await readMap(resolveVariable);
  const derived = roleOfProbe(document.grants, {
    probeGrant: await resolveVariable("param:probeGrant"),
    probeDeniedGrant: await resolveVariable("param:probeDeniedGrant"),
  });
  return (await resolveVariable("param:probeRole")) || derived;
}

/** What the function that says whether the service is ready may do, which has a role of its own: it looks at the map, and takes no proofs. */
export async function healthStatements(resolver: Resolver): Promise<readonly Statement[]> {
  const reading = readerStatements({ ...(await readDeployed(resolver)), nonceKey: undefined });
  return [...reading.map(toTemplate), ...(await ownStatements(resolver, "HealthRole"))];
}

/** The same of the function that lists grants; it takes proofs, which `deploy/tables.yml` lets it remember. */
export async function listGrantsStatements(resolver: Resolver): Promise<readonly Statement[]> {
  const reading = readerStatements(await readDeployed(resolver));
  return [...reading.map(toTemplate), ...(await ownStatements(resolver, "ListGrantsRole"))];
}

/** What the function that describes the API may do, which has a role of its own: anybody may call it, and it needs nothing. */
export async function openApiStatements(resolver: Resolver): Promise<readonly Statement[]> {
  return await ownStatements(resolver, "OpenApiRole");
}

async function readServiceStatements(resolver: Resolver): Promise<readonly AllowStatement[]> {
  const region = await resolver.resolveVariable("self:provider.region");
  return serviceStatements(
    await readMap(resolver.resolveVariable),
    await readDeployed(resolver),
    regionPartition(region),
  );
}

async function readMap(resolveVariable: Resolver["resolveVariable"]): Promise<ReadPolicyMap> {
  const { path } = chooseMapFile({
    policyMapFile: await resolveVariable("param:policyMapFile"),
    policyMap: await resolveVariable("param:policyMap"),
  });
  return readPolicyMap(await readFile(path, "utf8"), path, { readInclude: readIncludeFile });
}

async function readDeployed({ resolveVariable }: Resolver): Promise<Deployment> {
  const read = (name: keyof DeployedWith) => resolveVariable(`param:${name}`);
  return readDeployment({
    policyMap: await read("policyMap"),
    kmsKeyArns: await read("kmsKeyArns"),
    keySets: await read("keySets"),
    sharedSessionsTable: await read("sharedSessionsTable"),
    sharedSessionsKey: await read("sharedSessionsKey"),
    dpopNonceKey: await read("dpopNonceKey"),
    dataKey: await read("dataKey"),
    replayTable: await read("replayTable"),
  });
}

/** The log groups of this stage, and of no other whose name begins with the same: what a key of the stack's may encrypt. */
export async function logGroupArns({ resolveVariable }: Resolver): Promise<readonly object[]> {
  const stack = `${await resolveVariable("self:service")}-${await resolveVariable("sls:stage")}`;
  const { functions } = await readServiceFile();
  const groups = Object.keys(functions).map((name) => `/aws/lambda/${stack}-${name}`);
  const { partition, region, accountId } = deployedTo;
  return [...groups, `/aws/vendedlogs/${stack}/*`].map((group) => ({
    "Fn::Sub": `arn:${partition}:logs:${region}:${accountId}:log-group:${group}`,
  }));
}

/** What every role may: write the logs of its functions, and traces where they are switched on. */
async function ownStatements(resolver: Resolver, role: string | undefined): Promise<readonly Statement[]> {
  const isTraced = await resolver.resolveConfigurationProperty(["provider", "tracing", "lambda"]);
  return [logStatement(await functionsOf(role)), ...(isTraced ? [tracing] : [])];
}

/** The functions of a role, by their names. The framework cannot be asked: it would have to know first what this file says. */
async function functionsOf(role: string | undefined): Promise<readonly string[]> {
  const { functions } = await readServiceFile();
  return Object.entries(functions).flatMap(([name, told]) =>
    typeof told === "object" && told.role === role ? [name] : [],
  );
}

async function readServiceFile(): Promise<ServiceFile> {
  return parse(await readFile("serverless.yml", "utf8")) as ServiceFile;
}

interface ServiceFile {
  /** A function that is only there where it is switched on is a reference, and has a role of its own. */
  readonly functions: Readonly<Record<string, { readonly role?: string } | string>>;
}

function managedName(index: number): string {
  return `ServiceRights${index + 1}`;
}

function toDocument(statements: readonly Statement[]) {
  return { Version: "2012-10-17", Statement: statements };
}
