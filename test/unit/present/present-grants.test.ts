import { expect, test } from "vitest";
import type { Grant } from "../../../shared/model/policy-document.ts";
import { presentGrants } from "../../../shared/present/present-grants.ts";

const grant: Grant = {
  name: "nightly-report",
  description: "Reads the exports",
  mode: "live",
  isDefault: true,
  when: {
    issuers: ["hidden-issuer"],
    claims: [{ path: ["sub"], matcher: { kind: "equals", value: "hidden-subject" } }],
    network: { cidrs: ["10.99.0.0/16"], vpcEndpointIds: [] },
    time: undefined,
    mfa: undefined,
    senderConstrained: undefined,
  },
  targets: [
    {
      account: "reporting",
      roleArn: "arn:aws:iam::111122223333:role/report-reader",
      externalId: "hidden-external-id",
      region: "eu-central-1",
    },
  ],
  oneTime: undefined,
  capAt: undefined,
  via: [{ roleArn: "arn:aws:iam::999988887777:role/hidden-hub", externalId: "hidden-hub-id" }],
  durationSeconds: 3600,
  sessionName: ["hidden-name"],
  sourceIdentity: ["hidden-identity"],
  tags: [{ key: "hidden-tag", value: ["x"] }],
  transitiveTagKeys: [],
  policyArns: ["arn:aws:iam::aws:policy/hidden"],
  policy: { members: { hidden: "policy" } },
  format: "container",
  answersAccountId: false,
  parameters: [{ name: "dataset", pattern: "[a-z0-9-]{1,40}", description: undefined }],
};

test("a grant of one role is listed byte for byte, and nothing of how it is decided", () => {
  expect(presentGrants([grant])).toStrictEqual({
    status: 200,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
    body:
      '{"grants":[{"name":"nightly-report","description":"Reads the exports","account":"reporting",' +
      '"role":"arn:aws:iam::111122223333:role/report-reader",' +
      '"formats":["container","process","ruby","boto","camel","php","imds","env"],"defaultFormat":"container",' +
      '"maxDurationSeconds":3600,"parameters":[{"name":"dataset","pattern":"[a-z0-9-]{1,40}"}],"default":true}]}',
  });
});

test("a grant of several accounts lists each with its role", () => {
  const [target] = grant.targets;
  const other = { account: "archive", roleArn: "arn:aws:iam::444455556666:role/report-reader" };
  const { body } = presentGrants([{ ...grant, targets: [{ account: target?.account, roleArn: "arn:x" }, other] }]);
  const [listed] = JSON.parse(body).grants;
  expect(listed.accounts).toStrictEqual([
    { account: "reporting", role: "arn:x" },
    { account: "archive", role: "arn:aws:iam::444455556666:role/report-reader" },
  ]);
  expect(listed).not.toHaveProperty("role");
});

test("what the map does not say is left out", () => {
  const targets = [{ account: undefined, roleArn: "arn:aws:iam::111122223333:role/r" }];
  const { body } = presentGrants([{ ...grant, description: undefined, isDefault: false, parameters: [], targets }]);
  const [listed] = JSON.parse(body).grants;
  expect(Object.keys(listed)).toStrictEqual([
    "name",
    "role",
    "formats",
    "defaultFormat",
    "maxDurationSeconds",
    "parameters",
    "default",
  ]);
  expect(listed).toMatchObject({ default: false, parameters: [] });
});

test("a caller without grants gets an empty list", () => {
  expect(presentGrants([]).body).toBe('{"grants":[]}');
});

test("a grant that takes a token once says so", () => {
  const { body } = presentGrants([{ ...grant, oneTime: true }, grant]);
  const { grants } = JSON.parse(body) as { readonly grants: readonly object[] };
  expect(grants[0]).toHaveProperty("oneTime", true);
  expect(grants[1]).not.toHaveProperty("oneTime");
});
