const { createHash } = require("node:crypto");
const { readFileSync } = require("node:fs");
const { join } = require("node:path");

/*
 * What of private-api.yml depends on what else is said, and CloudFormation cannot tell from it.
 */

const condition = "HasPrivateApi";

/**
 * API Gateway serves what was deployed last: neither a changed method nor a changed list of VPC endpoints counts before the next deployment, and
 * CloudFormation makes one only where its name is new.
 */
exports.resources = async ({ resolveVariable }) => {
  const endpoints = await resolveVariable("param:vpcEndpointIds");
  const deployed = [
    readFileSync(join(__dirname, "private-api.yml"), "utf8"),
    endpoints,
    await isProvisioned(resolveVariable),
  ];
  const digest = createHash("sha256").update(JSON.stringify(deployed)).digest("hex").slice(0, 16);
  const deployment = `PrivateApiDeployment${digest}`;
  return {
    Resources: {
      [deployment]: {
        Type: "AWS::ApiGateway::Deployment",
        Condition: condition,
        DependsOn: ["PrivateApiRootMethod", "PrivateApiMethod"],
        Properties: { RestApiId: { Ref: "PrivateApi" } },
      },
      PrivateApiStage: await stage(deployment, resolveVariable),
    },
  };
};

async function stage(deployment, resolveVariable) {
  const [name, rate, burst, tracing] = await Promise.all(
    ["sls:stage", "param:apiRateLimit", "param:apiBurstLimit", "param:tracing"].map((variable) =>
      resolveVariable(variable),
    ),
  );
  return {
    Type: "AWS::ApiGateway::Stage",
    Condition: condition,
    Properties: {
      RestApiId: { Ref: "PrivateApi" },
      DeploymentId: { Ref: deployment },
      StageName: name,
      // A stage with access logs cannot be made before the account has a role for them, which is waited for by naming it.
      Description: {
        "Fn::If": [
          "SetsLogRole",
          { "Fn::Join": [" ", ["Logs by way of", { Ref: "ApiGatewayAccount" }]] },
          "Logs by the account's own role",
        ],
      },
      TracingEnabled: tracing === "on",
      AccessLogSetting: {
        DestinationArn: { "Fn::GetAtt": ["PrivateApiAccessLog", "Arn"] },
        Format: accessLogFormat,
      },
      MethodSettings: [
        {
          HttpMethod: "*",
          ResourcePath: "/*",
          ThrottlingRateLimit: Number(rate),
          ThrottlingBurstLimit: Number(burst),
          // An execution log has headers and bodies in it: the tokens, and the credentials.
          LoggingLevel: "OFF",
          DataTraceEnabled: false,
          MetricsEnabled: false,
        },
      ],
    },
  };
}

/** As that of the HTTP API, and the endpoint. What was asked for is in the audit record: here, each request is of one of two methods. */
const accessLogFormat = JSON.stringify({
  requestId: "$context.requestId",
  timeMs: "$context.requestTimeEpoch",
  method: "$context.httpMethod",
  status: "$context.status",
  latencyMs: "$context.responseLatency",
  integrationLatencyMs: "$context.integrationLatency",
  integrationStatus: "$context.integrationStatus",
  error: "$context.error.responseType",
  sourceIp: "$context.identity.sourceIp",
  vpcEndpointId: "$context.identity.vpceId",
  protocol: "$context.protocol",
  responseBytes: "$context.responseLength",
});

/** The function, or its alias where instances of it are kept started. */
exports.target = async ({ resolveVariable }) =>
  (await isProvisioned(resolveVariable))
    ? { Ref: "UnmatchedDashrouteProvConcLambdaAlias" }
    : { "Fn::GetAtt": ["UnmatchedDashrouteLambdaFunction", "Arn"] };

async function isProvisioned(resolveVariable) {
  return Number(await resolveVariable("param:provisionedPrivateConcurrency")) > 0;
}
