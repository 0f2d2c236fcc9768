import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readRoutes } from "../../local/gateway/read-routes.ts";
import { routes as servedRoutes } from "../../shared/http/match-route.ts";
import { describeAlarms } from "./template/describe-alarms.ts";
import { describeMetrics } from "./template/describe-metrics.ts";
import { describeTrust } from "./template/describe-trust.ts";
import { ofType } from "./template/of-type.ts";
import { type PackagedTemplate, packageTemplate } from "./template/package-template.ts";
import { parametersOf } from "./template/parameters-of.ts";
import { resolveTemplate } from "./template/resolve-template.ts";
import { switches } from "./template/switches.ts";
import type { Template } from "./template/template.ts";

/*
 * The template as the framework makes it: with nothing switched on, and with everything.
 */
const onlyPackaged = {
  PROVISIONED_CONCURRENCY: "5",
  PROVISIONED_STS_CONCURRENCY: "2",
  PROVISIONED_PRIVATE_CONCURRENCY: "1",
  TRACING: "on",
};
const everything = Object.assign({}, ...switches.map(({ env }) => env), { DATA_KEY: "make" }, onlyPackaged);

/** As the framework asks for values. */
type Resolve<Value> = (resolver: { readonly resolveVariable: (name: string) => Promise<string> }) => Promise<Value>;
const required = createRequire(import.meta.url);
const privateApiStage: { resources: Resolve<Pick<Template, "Resources">> } = required(
  "../../deploy/private-api-stage.cjs",
);
const rollback: { configuration: Resolve<object> } = required("../../deploy/rollback.cjs");

const hasLint = spawnSync("cfn-lint", ["--version"]).status === 0;

let folder: string;
let plain: PackagedTemplate;
let full: PackagedTemplate;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "template-"));
  plain = await packageTemplate(folder, {});
  full = await packageTemplate(folder, everything, ["--stage", "production", "--region", "eu-west-1"]);
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

/** A deployment of the private API is called by what it deploys. */
const namesOf = ({ Resources }: Template) =>
  Object.keys(Resources).map((name) => name.replace(/(?<=^PrivateApiDeployment)[0-9a-f]{16}$/, ""));

describe("switches", () => {
  test("that are off leave what every deployment has, and no more", () => {
    const kinds = new Set(Object.values(resolveTemplate(plain.template).Resources).map(({ Type }) => Type));
    expect([...kinds].sort()).toEqual([
      "AWS::ApiGatewayV2::Api",
      "AWS::ApiGatewayV2::Integration",
      "AWS::ApiGatewayV2::Route",
      "AWS::ApiGatewayV2::Stage",
      "AWS::IAM::Role",
      "AWS::Lambda::Function",
      "AWS::Lambda::Permission",
      "AWS::Logs::LogGroup",
      "AWS::S3::Bucket",
      "AWS::S3::BucketPolicy",
    ]);
    expect(ofType(resolveTemplate(plain.template), "AWS::S3::Bucket")).toHaveLength(2);
  });

  test.each(switches)("$name brings what is its own", ({ env, brings }) => {
    const off = namesOf(resolveTemplate(plain.template));
    const on = namesOf(resolveTemplate(plain.template, parametersOf(env)));
    expect(on.filter((name) => !off.includes(name)).sort()).toEqual([...brings].sort());
    expect(off.filter((name) => !on.includes(name))).toEqual([]);
  });

  test("are set by their variables", () => {
    const defaults = Object.entries(full.template.Parameters).map(([name, { Default }]) => [name, Default]);
    expect(Object.fromEntries(defaults)).toMatchObject(parametersOf(everything));
  });
});

describe("routes", () => {
  test("of the service are all there, each with its function, and none needs API Gateway to know who asks", async () => {
    const routes = ofType(plain.template, "AWS::ApiGatewayV2::Route").map(({ Properties }) => Properties);
    expect(routes.map(({ RouteKey }) => RouteKey).sort()).toEqual([...servedRoutes, "$default"].sort());
    expect(routes.map(({ AuthorizationType }) => AuthorizationType).filter((type) => type !== undefined)).toEqual([]);
    const functions = ofType(plain.template, "AWS::Lambda::Function").map(
      ({ Properties }) => Properties["FunctionName"],
    );
    for (const { functionName } of await readRoutes("serverless.yml")) {
      expect(functions).toContain(`credential-vending-api-dev-${functionName}`);
    }
  });

  test("of the private API are all of any method, for the endpoints alone", () => {
    const { Resources } = resolveTemplate(full.template);
    const methods = ofType(resolveTemplate(full.template), "AWS::ApiGateway::Method").map(
      ({ Properties }) => Properties,
    );
    expect(methods.map(({ HttpMethod, ResourceId }) => [HttpMethod, ResourceId])).toEqual([
      ["ANY", { "Fn::GetAtt": ["PrivateApi", "RootResourceId"] }],
      ["ANY", { Ref: "PrivateApiProxy" }],
    ]);
    expect(Resources["PrivateApi"]?.Properties).toMatchObject({
      EndpointConfiguration: { Types: ["PRIVATE"], VpcEndpointIds: { Ref: "VpcEndpointIds" } },
      Policy: {
        Statement: [
          { Effect: "Deny", Condition: { StringNotEquals: { "aws:SourceVpce": { Ref: "VpcEndpointIds" } } } },
          { Effect: "Allow" },
        ],
      },
    });
  });

  test("of the private API are deployed anew where their endpoints or their function change, and else are not", async () => {
    const deploymentWith = async (changed: Readonly<Record<string, string>>) => {
      const values: Readonly<Record<string, string>> = { ...settings, ...changed };
      const { Resources } = await privateApiStage.resources({ resolveVariable: async (name) => values[name] ?? "" });
      return Object.keys(Resources).find((name) => name.startsWith("PrivateApiDeployment"));
    };
    const settings = { "param:vpcEndpointIds": "vpce-1", "param:provisionedPrivateConcurrency": "0" };
    const usual = await deploymentWith({});
    expect(await deploymentWith({ "param:apiRateLimit": "50" })).toBe(usual);
    expect(await deploymentWith({ "param:vpcEndpointIds": "vpce-2" })).not.toBe(usual);
    expect(await deploymentWith({ "param:provisionedPrivateConcurrency": "1" })).not.toBe(usual);
  });
});

describe("logs", () => {
  test.each([
    ["dev", () => plain, 14, "Delete"],
    ["production", () => full, 400, "RetainExceptOnCreate"],
  ])("of %s are kept for a while", (_stage, packaged, days, policy) => {
    const groups = Object.entries(packaged().template.Resources).filter(
      ([, { Type }]) => Type === "AWS::Logs::LogGroup",
    );
    const functions = groups.filter(([name]) => name.endsWith("LogGroup"));
    expect(functions).toHaveLength(ofType(packaged().template, "AWS::Lambda::Function").length);
    expect(functions.map(([name, { Properties }]) => [name, Properties["RetentionInDays"]])).toEqual(
      functions.map(([name]) => [name, days]),
    );
    for (const [name, { Properties }] of groups) {
      expect([name, Properties]).toEqual([
        name,
        expect.objectContaining({ RetentionInDays: expect.anything(), KmsKeyId: expect.anything() }),
      ]);
    }
    const audited = ["VendDashcredentialsLogGroup", "UnmatchedDashrouteLogGroup", "ListDashgrantsLogGroup"];
    expect(audited.map((name) => packaged().template.Resources[name]?.DeletionPolicy)).toEqual(
      audited.map(() => policy),
    );
  });

  test("of access hold neither headers, nor query, nor path, nor what an authoriser knows", () => {
    const { Resources } = full.template;
    const formats = [
      Resources["HttpApiStage"]?.Properties["AccessLogSettings"].Format,
      Resources["PrivateApiStage"]?.Properties["AccessLogSetting"].Format,
    ];
    for (const format of formats) {
      const members = Object.values<string>(JSON.parse(format)).flatMap((text) => text.split(" "));
      expect(members).toEqual(expect.arrayContaining(["$context.requestId", "$context.status"]));
      expect(members.filter((member) => !/^\$context\.[A-Za-z.]+$/.test(member))).toEqual([]);
      expect(members.filter((member) => /header|query|authorizer|userAgent|path$|caller|apiKey/i.test(member))).toEqual(
        [],
      );
    }
    expect(Resources["PrivateApiStage"]?.Properties["MethodSettings"]).toEqual([
      expect.objectContaining({ LoggingLevel: "OFF", DataTraceEnabled: false }),
    ]);
  });
});

test("the function that anybody can ask for the description of the API has a role that can nothing but write its log", () => {
  const { Resources } = plain.template;
  expect(Resources["OpenapiLambdaFunction"]?.Properties["Role"]).toEqual({ "Fn::GetAtt": ["OpenApiRole", "Arn"] });
  const [policy, ...others] = Resources["OpenApiRole"]?.Properties["Policies"] ?? [];
  expect(others).toEqual([]);
  expect(policy.PolicyDocument.Statement).toEqual([
    {
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: [{ "Fn::GetAtt": ["OpenapiLogGroup", "Arn"] }],
    },
  ]);
});

test("the role that may assume the map's roles, and what is carried beside it, is that of the functions that vend alone", () => {
  const shared = { "Fn::GetAtt": ["IamRoleLambdaExecution", "Arn"] };
  const vending = ofType(full.template, "AWS::Lambda::Function").filter(
    ({ Properties }) => JSON.stringify(Properties["Role"]) === JSON.stringify(shared),
  );
  expect(vending.map(({ Properties }) => Properties["FunctionName"]).sort()).toEqual(
    ["assume-role-with-web-identity", "unmatched-route", "vend-credentials"].map(
      (name) => `credential-vending-api-production-${name}`,
    ),
  );
  for (const name of ["HealthRole", "ListGrantsRole"]) {
    const role = full.template.Resources[name]?.Properties;
    expect([name, role?.["ManagedPolicyArns"]]).toEqual([name, undefined]);
    expect(JSON.stringify(role?.["Policies"])).not.toMatch(/sts:|secretsmanager:/);
  }
});

describe("what the framework switches itself", () => {
  test("traces are written only where they are switched on", () => {
    const traced = (template: Template) =>
      ofType(template, "AWS::Lambda::Function").map(({ Properties }) => Properties["TracingConfig"]?.Mode);
    expect(new Set(traced(plain.template))).toEqual(new Set([undefined]));
    expect(new Set(traced(full.template))).toEqual(new Set(["Active"]));
    expect(JSON.stringify(resolveTemplate(plain.template))).not.toContain("xray:");
    expect(JSON.stringify(resolveTemplate(full.template))).toContain("xray:PutTraceSegments");
  });

  test("a deployment is taken back for an alarm, where one is named", async () => {
    const alarm = "arn:aws:cloudwatch:eu-central-1:999988887777:alarm:credential-vending-api-production-api-faults";
    expect(await rollback.configuration({ resolveVariable: async () => "" })).toEqual({});
    expect(await rollback.configuration({ resolveVariable: async () => alarm })).toMatchObject({
      RollbackTriggers: [{ Arn: alarm, Type: "AWS::CloudWatch::Alarm" }],
    });
  });

  test("versions are made only of functions that are kept started, and their aliases are what is invoked", () => {
    expect(ofType(plain.template, "AWS::Lambda::Version")).toEqual([]);
    const aliases = ofType(full.template, "AWS::Lambda::Alias").map(
      ({ Properties }) => Properties["ProvisionedConcurrencyConfig"],
    );
    expect(aliases.map((config) => config.ProvisionedConcurrentExecutions).sort()).toEqual([1, 2, 5]);
    const invoked = { Ref: "UnmatchedDashrouteProvConcLambdaAlias" };
    expect(full.template.Resources["PrivateApiMayInvoke"]?.Properties["FunctionName"]).toEqual(invoked);
    expect(JSON.stringify(full.template.Resources["PrivateApiMethod"])).toContain(JSON.stringify(invoked));
  });
});

describeTrust(() => plain.template);
describeAlarms({ plain: () => plain.template, full: () => full.template });
describeMetrics(() => full.template);

/** The dependencies that it calls obsolete are the framework's. Both at once, since most of the time it learns what there is in AWS. */
test.skipIf(!hasLint)(
  "cfn-lint finds nothing with all off nor with all on, in any partition (needs cfn-lint)",
  async () => {
    const regions = ["eu-central-1", "eu-west-1", "us-gov-west-1", "cn-north-1"];
    const files = [plain.file, full.file];
    const options = ["--ignore-checks", "W3005", "--regions", ...regions, "--template", ...files];
    expect((await promisify(execFile)("cfn-lint", options)).stdout).toBe("");
  },
  60_000,
);
