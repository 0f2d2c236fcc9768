import { expect, test } from "vitest";
import { findRemovals, type StackTemplate } from "../../../../build/deploy/find-removals.ts";

function template(domain: string, variables: object = {}, more: StackTemplate["Resources"] = {}): StackTemplate {
  return {
    Parameters: { DomainName: { Default: domain }, TruststoreUri: { Default: "" } },
    Conditions: { HasDomain: { "Fn::Not": [{ "Fn::Equals": [{ Ref: "DomainName" }, ""] }] } },
    Resources: {
      Api: { Type: "AWS::ApiGatewayV2::Api" },
      Domain: { Type: "AWS::ApiGatewayV2::DomainName", Condition: "HasDomain" },
      Vend: {
        Type: "AWS::Lambda::Function",
        Properties: { Environment: { Variables: { POLICY_MAP: { Ref: "DomainName" }, ...variables } } },
      },
      ...more,
    },
  };
}

const withDomain = template("vend.corp.example");

test("the same again takes nothing away, nor does more of it", () => {
  expect(findRemovals({ template: withDomain }, { template: withDomain })).toEqual([]);
  expect(findRemovals({ template: template("") }, { template: withDomain })).toEqual([]);
});

test("a resource that is in the template still, and whose condition holds no more, leaves", () => {
  expect(findRemovals({ template: withDomain }, { template: template("") })).toEqual([
    "Domain (AWS::ApiGatewayV2::DomainName)",
    "DomainName, which is vend.corp.example",
  ]);
});

test("so does one that is in the template no more", () => {
  const queue = { Queue: { Type: "AWS::SQS::Queue" } };
  expect(findRemovals({ template: template("", {}, queue) }, { template: template("") })).toEqual([
    "Queue (AWS::SQS::Queue)",
  ]);
});

test("and a setting that is no resource: a parameter of the stack as it is, whatever its template says, or a function's variable", () => {
  const parameters = { TruststoreUri: "s3://trust/clients.pem" };
  expect(findRemovals({ template: withDomain, parameters }, { template: withDomain })).toEqual([
    "TruststoreUri, which is s3://trust/clients.pem",
  ]);
  const deployed = template("", { BASE_PATH: "", DPOP_NONCE_KEY: "ssm:/vend/nonce" });
  const emptied = template("", { BASE_PATH: "", DPOP_NONCE_KEY: "" });
  for (const packaged of [emptied, template("")]) {
    expect(findRemovals({ template: deployed }, { template: packaged })).toEqual([
      "DPOP_NONCE_KEY, which is ssm:/vend/nonce",
    ]);
  }
  const changed = template("", { DPOP_NONCE_KEY: "ssm:/vend/other" });
  expect(findRemovals({ template: deployed }, { template: changed })).toEqual([]);
});

test("what each deployment makes anew does not leave", () => {
  const made = (name: string) => ({
    [`${name}1`]: { Type: "AWS::Lambda::Version" },
    [`${name}2`]: { Type: "AWS::ApiGateway::Deployment" },
  });
  const deployed = template("", {}, made("Old"));
  expect(findRemovals({ template: deployed }, { template: template("", {}, made("New")) })).toEqual([]);
});
