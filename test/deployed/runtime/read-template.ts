import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import type { DeployedFunction, DeployedService } from "./deployed-service.ts";
import { resolveValue } from "./resolve-value.ts";

const templateFile = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Condition: z.string().optional(), Properties: z.unknown() }),
  ),
  Conditions: z.record(z.string(), z.unknown()).optional(),
  Parameters: z.record(z.string(), z.object({ Default: z.unknown() })).optional(),
});
type Template = z.infer<typeof templateFile>;

const functionProperties = z.object({
  Code: z.object({ S3Key: z.string() }),
  Handler: z.string(),
  Runtime: z.string(),
  MemorySize: z.number(),
  Timeout: z.number(),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
  LoggingConfig: z.object({ LogFormat: z.string().optional(), ApplicationLogLevel: z.string().optional() }).default({}),
});
const routeProperties = z.object({
  RouteKey: z.string(),
  Target: z.object({
    "Fn::Join": z.tuple([z.literal("/"), z.tuple([z.literal("integrations"), z.object({ Ref: z.string() })])]),
  }),
});
const integrationProperties = z.object({
  PayloadFormatVersion: z.literal("2.0"),
  IntegrationUri: z.object({ "Fn::GetAtt": z.tuple([z.string(), z.literal("Arn")]) }),
});
/** Greedy, of all methods: what of other methods would be left unseen is refused. */
const methodProperties = z.object({
  HttpMethod: z.literal("ANY"),
  Integration: z.object({
    Type: z.literal("AWS_PROXY"),
    Uri: z.object({
      "Fn::Sub": z.tuple([
        z.string(),
        z.object({ Function: z.object({ "Fn::GetAtt": z.tuple([z.string(), z.literal("Arn")]) }) }),
      ]),
    }),
  }),
});

/** A function, and the zip that holds its code. */
interface PackagedFunction extends Omit<DeployedFunction, "taskRoot"> {
  readonly zip: string;
}

/**
 * What the packaged template deploys.
 * @param folder where template and zips are
 * @throws Error where the template says something in a way that is not known here
 */
export async function readTemplate(
  folder: string,
): Promise<Omit<DeployedService, "functions"> & { readonly functions: readonly PackagedFunction[] }> {
  const text = await readFile(join(folder, "cloudformation-template-update-stack.json"), "utf8");
  const template = templateFile.parse(JSON.parse(text));
  const functions = resourcesOf(template, "AWS::Lambda::Function").map(([id, properties]) => ({
    id,
    packaged: readFunction(functionProperties.parse(properties), template, folder),
  }));
  const functionOf = new Map(functions.map(({ id, packaged }) => [id, packaged]));
  const integrations = new Map(
    resourcesOf(template, "AWS::ApiGatewayV2::Integration").map(([id, properties]) => [
      id,
      integrationProperties.parse(properties).IntegrationUri["Fn::GetAtt"][0],
    ]),
  );
  const routes = resourcesOf(template, "AWS::ApiGatewayV2::Route").map(([id, properties]) => {
    const { RouteKey: routeKey, Target } = routeProperties.parse(properties);
    const target = functionOf.get(integrations.get(Target["Fn::Join"][1][1].Ref) ?? "");
    if (target === undefined) throw new Error(`the packaged template's route ${id} leads to no function`);
    return { routeKey, functionName: target.name, timeoutMs: target.timeoutMs };
  });
  // All methods of the private API lead to one function, whatever the path.
  const privateRoutes = resourcesOf(template, "AWS::ApiGateway::Method").map(([id, properties]) => {
    const { Uri } = methodProperties.parse(properties).Integration;
    const target = functionOf.get(Uri["Fn::Sub"][1].Function["Fn::GetAtt"][0]);
    if (target === undefined) throw new Error(`the packaged template's method ${id} leads to no function`);
    return { routeKey: "$default", functionName: target.name, timeoutMs: target.timeoutMs };
  });
  return { functions: functions.map(({ packaged }) => packaged), routes, privateRoutes };
}

/** Those that CloudFormation would make: of a switch that is off there are none. */
function resourcesOf(template: Template, type: string): readonly (readonly [id: string, properties: unknown])[] {
  return Object.entries(template.Resources)
    .filter(([, { Type, Condition }]) => Type === type && isMade(Condition, template))
    .map(([id, { Properties }]) => [id, Properties]);
}

function isMade(condition: string | undefined, template: Template): boolean {
  return condition === undefined || resolveValue({ "Fn::If": [condition, "made", "not made"] }, template) === "made";
}

function readFunction(
  { Code, Handler, Runtime, MemorySize, Timeout, Environment, LoggingConfig }: z.infer<typeof functionProperties>,
  template: Template,
  folder: string,
): PackagedFunction {
  const zip = basename(Code.S3Key);
  const { LogFormat, ApplicationLogLevel } = LoggingConfig;
  const variables = Object.entries(Environment.Variables).map(([name, value]) => [name, resolveValue(value, template)]);
  return {
    name: zip.replace(/\.zip$/, ""),
    handler: Handler,
    runtime: Runtime,
    memoryMb: MemorySize,
    timeoutMs: Timeout * 1_000,
    environment: {
      ...Object.fromEntries(variables),
      // Which Lambda makes of its own settings.
      ...(LogFormat !== undefined && { AWS_LAMBDA_LOG_FORMAT: LogFormat }),
      ...(ApplicationLogLevel !== undefined && { AWS_LAMBDA_LOG_LEVEL: ApplicationLogLevel }),
    },
    zip: join(folder, zip),
  };
}
