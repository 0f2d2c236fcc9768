import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { refuseRemovals } from "../../../../build/deploy/refuse-removals.ts";
import { stubAwsEnvironment } from "../../../support/aws-environment.ts";
import { type AwsReply, type AwsStub, startAwsStub } from "../../../support/aws-stub.ts";

const folder = mkdtempSync(join(tmpdir(), "vend-removals-"));
afterAll(() => rmSync(folder, { recursive: true }));
const api = { Api: { Type: "AWS::ApiGatewayV2::Api" } };
const table = { ReplayTable: { Type: "AWS::DynamoDB::Table" } };
const provider = { region: "eu-west-1", stage: "production" };
writeFileSync(join(folder, "serverless-state.json"), JSON.stringify({ service: { service: "vending", provider } }));
writeFileSync(join(folder, "cloudformation-template-update-stack.json"), JSON.stringify({ Resources: api }));

let cloudFormation: AwsStub;
beforeAll(async () => {
  cloudFormation = await startAwsStub();
});
afterAll(() => cloudFormation.close());
beforeEach(() => {
  stubAwsEnvironment(cloudFormation.url);
  vi.stubEnv("AWS_ENDPOINT_URL_CLOUDFORMATION", cloudFormation.url);
  cloudFormation.calls.splice(0);
});
afterEach(() => vi.unstubAllEnvs());

const xml = (operation: string, result: string): AwsReply => ({
  headers: { "content-type": "text/xml" },
  body: `<${operation}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><${operation}Result>${result}</${operation}Result></${operation}Response>`,
});
const failure = (code: string, message: string): AwsReply => ({
  status: 400,
  headers: { "content-type": "text/xml" },
  body: `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
});

/** As CloudFormation answers where this is deployed. */
function deployed(resources: object, parameters = "", declared: object = {}): void {
  const template = JSON.stringify({ Parameters: declared, Resources: resources });
  cloudFormation.answer = ({ body }) =>
    body.includes("Action=GetTemplate")
      ? xml("GetTemplate", `<TemplateBody>${template}</TemplateBody>`)
      : xml(
          "DescribeStacks",
          `<Stacks><member><StackName>vending-production</StackName><CreationTime>2026-11-26T05:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Parameters>${parameters}</Parameters></member></Stacks>`,
        );
}

test("a deployment that takes nothing away goes on", async () => {
  deployed(api);
  expect(await refuseRemovals(folder, false)).toEqual([]);
  expect(cloudFormation.calls.map(({ body }) => body.includes("StackName=vending-production"))).toEqual([true, true]);
});

test("one that would take something away is refused with what that is, and goes on where it may", async () => {
  deployed({ ...api, ...table });
  await expect(refuseRemovals(folder, false)).rejects.toThrow(/--allow-removal does:\n {2}ReplayTable \(AWS::DynamoDB/);
  expect(await refuseRemovals(folder, true)).toEqual(["ReplayTable (AWS::DynamoDB::Table)"]);
});

test("what the stack has is what its parameters are, not what its template says", async () => {
  deployed(
    api,
    "<member><ParameterKey>TruststoreUri</ParameterKey><ParameterValue>s3://trust/clients.pem</ParameterValue></member>",
    { TruststoreUri: { Type: "String", Default: "" } },
  );
  await expect(refuseRemovals(folder, false)).rejects.toThrow("TruststoreUri, which is s3://trust/clients.pem");
});

test("a stack that is not there has nothing to lose; one that may not be asked for is not deployed over", async () => {
  cloudFormation.answer = () => failure("ValidationError", "Stack with id vending-production does not exist");
  expect(await refuseRemovals(folder, false)).toEqual([]);
  for (const refusal of [failure("AccessDenied", "no"), failure("ValidationError", "malformed")]) {
    cloudFormation.answer = () => refusal;
    await expect(refuseRemovals(folder, true)).rejects.toThrow();
  }
});
