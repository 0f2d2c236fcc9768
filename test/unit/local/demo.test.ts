import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { localCallers } from "../../../local/identity-provider/callers.ts";
import { parseAccounts } from "../../../local/sts-emulator/parse-accounts.ts";
import { compilePolicyMap } from "../../../shared/authorize/compile-policy-map.ts";
import { decideGrant } from "../../../shared/authorize/decide-grant.ts";
import { listGrants } from "../../../shared/authorize/list-grants.ts";
import type { Caller } from "../../../shared/model/caller.ts";
import type { CredentialsAsk, RequestFacts } from "../../../shared/model/request.ts";
import { parsePolicyMap } from "../../../shared/policy-map/parse-policy-map.ts";

const document = parsePolicyMap(readFileSync("local/demo/policy-map.yaml", "utf8"), "policy-map.yaml");
const accounts = parseAccounts(readFileSync("local/demo/aws.yaml", "utf8"), "aws.yaml");
const policyMap = compilePolicyMap(document, "0".repeat(64));
const facts: RequestFacts = { nowMs: Date.now(), sourceAddress: "127.0.0.1", vpcEndpointId: undefined };

function caller(clientId: string): Caller {
  const claims = localCallers.find((known) => known.clientId === clientId)?.claims ?? expect.unreachable();
  return {
    issuerName: "local",
    issuer: "http://127.0.0.1:8081",
    subject: clientId,
    claims: { ...claims, sub: clientId },
    tokenId: "jti",
    tokenExpiresAtSeconds: Date.now() / 1000 + 3600,
  } as unknown as Caller;
}

function decide(clientId: string, grant?: string, ask: Partial<CredentialsAsk> = {}) {
  const nothing = { account: undefined, format: undefined, durationSeconds: undefined, parameters: new Map() };
  return decideGrant(policyMap, caller(clientId), { ...nothing, grant, ...ask }, facts).assumption;
}

const service = "arn:aws:iam::999988887777:role";
const dataset = { parameters: new Map([["dataset", "invoices-2026"]]) };

describe("the demo", () => {
  it("names only roles that its AWS accounts have", () => {
    const named = document.grants.flatMap(({ targets, via }) => [...targets, ...via].map(({ roleArn }) => roleArn));
    expect(named.filter((arn) => !accounts.roles.has(arn))).toEqual([]);
    expect(accounts.serviceIdentity).toBe(`${service}/vending-service`);
  });

  it.each([
    ["report-runner", undefined, {}, ["arn:aws:iam::111122223333:role/report-reader"]],
    ["report-runner", "nightly-report", {}, ["arn:aws:iam::111122223333:role/report-reader"]],
    ["report-runner", "dataset", dataset, ["arn:aws:iam::111122223333:role/dataset-reader"]],
    ["report-runner", "archive-read", {}, [`${service}/vending-hub`, "arn:aws:iam::444455556666:role/archive-reader"]],
    ["report-runner", "wrong-external-id", {}, ["arn:aws:iam::111122223333:role/report-reader"]],
    ["ci-deployer", undefined, {}, ["arn:aws:iam::111122223333:role/deployer"]],
    ["release-job", undefined, {}, ["arn:aws:iam::111122223333:role/release-publisher"]],
    ["auditor", undefined, { account: "reporting" }, ["arn:aws:iam::111122223333:role/auditor"]],
    ["auditor", "audit", { account: "archive" }, ["arn:aws:iam::444455556666:role/auditor"]],
  ] as const)("grants %s %s with %o: %j", (clientId, grant, ask, roles) => {
    expect(decide(clientId, grant, ask).hops.map(({ roleArn }) => roleArn)).toEqual(roles);
  });

  it.each([
    ["intern", undefined, {}, "NotGranted"],
    ["intern", "nightly-report", {}, "NotGranted"],
    ["ci-deployer", "nightly-report", {}, "NotGranted"],
    ["report-runner-old", undefined, {}, "Revoked"],
    ["report-runner", "dataset", {}, "InvalidParameter"],
    ["report-runner", "dataset", { parameters: new Map([["dataset", "*"]]) }, "InvalidParameter"],
    ["ci-deployer", undefined, { durationSeconds: 3600 }, "DurationOutOfRange"],
  ] as const)("refuses %s %s with %o: %s", (clientId, grant, ask, code) => {
    expect(() => decide(clientId, grant, ask)).toThrow(expect.objectContaining({ code }));
  });

  it("lists each caller's grants", () => {
    const listed = ["report-runner", "ci-deployer", "release-job", "auditor", "intern"].map((clientId) =>
      listGrants(policyMap, caller(clientId), facts).map(({ name }) => name),
    );
    expect(listed).toEqual([
      ["nightly-report", "dataset", "archive-read", "wrong-external-id"],
      ["deploy-reports"],
      ["publish-release"],
      ["audit"],
      [],
    ]);
  });

  it("narrows the nightly report to the caller's team, and tells AWS who it is", () => {
    expect(decide("report-runner", "nightly-report").hops[0]).toMatchObject({
      externalId: "demo-reporting-4711",
      sessionName: "report-runner",
      sourceIdentity: "report-runner",
      tags: [{ key: "team", value: "reporting" }],
      policy: expect.stringContaining('"arn:aws:s3:::exports/reporting/*"'),
    });
  });

  it("grants the nightly report to this machine only", () => {
    const elsewhere = { ...facts, sourceAddress: "10.0.0.1" };
    expect(listGrants(policyMap, caller("report-runner"), elsewhere).map(({ name }) => name)).not.toContain(
      "nightly-report",
    );
  });
});
