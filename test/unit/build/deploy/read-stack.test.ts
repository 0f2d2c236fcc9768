import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { profileOf } from "../../../../build/deploy/profile-of.ts";
import { readStack } from "../../../../build/deploy/read-stack.ts";
import { stubAwsEnvironment } from "../../../support/aws-environment.ts";
import { type AwsStub, startAwsStub } from "../../../support/aws-stub.ts";
import { temporaryFiles } from "../../cli/run-vend.ts";

const file = temporaryFiles();
const provider = { region: "eu-west-1", stage: "production" };
const packaged = (changed: object = {}) =>
  file("state.json", JSON.stringify({ service: { service: "vending", provider: { ...provider, ...changed } } }));

let cloudFormation: AwsStub;
beforeAll(async () => {
  cloudFormation = await startAwsStub();
});
afterAll(() => cloudFormation.close());
afterEach(() => vi.unstubAllEnvs());

/** As CloudFormation answers. */
function answerWith(outputs: string): void {
  stubAwsEnvironment(cloudFormation.url);
  vi.stubEnv("AWS_ENDPOINT_URL_CLOUDFORMATION", cloudFormation.url);
  cloudFormation.calls.splice(0);
  cloudFormation.answer = () => ({
    status: 200,
    headers: { "content-type": "text/xml" },
    body: `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member>
      <StackName>vending-production</StackName><CreationTime>2026-11-26T05:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus>${outputs}
    </member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
  });
}

test("a stack is known by its outputs, and asked for by the name that the framework gave it", async () => {
  answerWith(`<Outputs>
    <member><OutputKey>HttpApiUrl</OutputKey><OutputValue>https://abc123.example</OutputValue></member>
    <member><OutputKey>PolicyMapPlace</OutputKey><OutputValue>s3://maps/policy-map.json</OutputValue></member>
  </Outputs>`);
  expect(await readStack(packaged())).toEqual({
    region: "eu-west-1",
    outputs: { HttpApiUrl: "https://abc123.example", PolicyMapPlace: "s3://maps/policy-map.json" },
  });
  expect(cloudFormation.calls[0]?.body).toContain("StackName=vending-production");
  await readStack(packaged({ stackName: "another" }));
  expect(cloudFormation.calls[1]?.body).toContain("StackName=another");
});

test("it is asked for as the profile that the framework deploys as, whatever else the environment has", async () => {
  answerWith("");
  vi.stubEnv(
    "AWS_SHARED_CREDENTIALS_FILE",
    file("credentials", "[deployer]\naws_access_key_id = AKIADEPLOYER\naws_secret_access_key = deployer-EXAMPLE\n"),
  );
  vi.stubEnv("AWS_PROFILE", profileOf(["--stage", "production", "--aws-profile", "deployer"]) ?? "");
  await readStack(packaged());
  expect(cloudFormation.calls[0]?.headers.authorization).toContain("Credential=AKIADEPLOYER/");
});

test("one without outputs has none", async () => {
  answerWith("");
  expect((await readStack(packaged())).outputs).toEqual({});
});
