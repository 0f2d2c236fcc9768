import { expect, test } from "vitest";
import { planHops } from "../../../shared/authorize/plan-hops.ts";
import type { AssumeRoleInput } from "../../../shared/model/assumption.ts";

const call: AssumeRoleInput = {
  roleArn: "arn:aws:iam::111122223333:role/report-reader",
  externalId: "external-id-of-reporting",
  durationSeconds: 1_800,
  sessionName: "report-runner",
  sourceIdentity: "runner",
  tags: [
    { key: "team", value: "etl" },
    { key: "dataset", value: "sales" },
  ],
  transitiveTagKeys: ["team"],
  policy: '{"Version":"2012-10-17"}',
  policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
};
const hub = { roleArn: "arn:aws:iam::999988887777:role/vending-hub", externalId: "external-id-of-hub" };
const spoke = { roleArn: "arn:aws:iam::888877776666:role/spoke", externalId: undefined };

test("without a way through, the call itself", () => {
  expect(planHops([], call)).toEqual([call]);
});

test("through one role: its own external ID, one hour, transitive tags only, nothing that narrows", () => {
  expect(planHops([hub], call)).toEqual([
    {
      roleArn: hub.roleArn,
      externalId: "external-id-of-hub",
      durationSeconds: 3_600,
      sessionName: "report-runner",
      sourceIdentity: "runner",
      tags: [{ key: "team", value: "etl" }],
      transitiveTagKeys: ["team"],
      policy: undefined,
      policyArns: [],
    },
    { ...call, tags: [{ key: "dataset", value: "sales" }], transitiveTagKeys: [] },
  ]);
});

test("through several: transitive tags are set once, the source identity on every call", () => {
  const hops = planHops([hub, spoke], call);
  expect(hops.map((hop) => hop.roleArn)).toEqual([hub.roleArn, spoke.roleArn, call.roleArn]);
  expect(hops.map((hop) => hop.externalId)).toEqual(["external-id-of-hub", undefined, "external-id-of-reporting"]);
  expect(hops.map((hop) => hop.tags.map((tag) => tag.key))).toEqual([["team"], [], ["dataset"]]);
  expect(hops.map((hop) => hop.transitiveTagKeys)).toEqual([["team"], [], []]);
  expect(hops.map((hop) => hop.sourceIdentity)).toEqual(["runner", "runner", "runner"]);
  expect(hops.map((hop) => hop.sessionName)).toEqual(["report-runner", "report-runner", "report-runner"]);
  expect(hops.map((hop) => hop.policy)).toEqual([undefined, undefined, call.policy]);
  expect(hops.map((hop) => hop.policyArns)).toEqual([[], [], call.policyArns]);
  expect(hops.map((hop) => hop.durationSeconds)).toEqual([3_600, 3_600, 1_800]);
});
