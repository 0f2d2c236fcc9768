import { expect, test } from "vitest";
import { probeRole } from "../../../../build/rights/probe-role.ts";
import { readPolicyMap } from "../../../../shared/policy-map/read-policy-map.ts";

const { document } = readPolicyMap(
  `version: 1
issuers:
  corp: { issuer: https://idp.corp.example, audience: a, keys: { discovery: true }, algorithms: [ES256] }
accounts:
  one: { id: "111122223333", externalId: one, labels: { env: prod } }
  two: { id: "444455556666", externalId: two, labels: { env: prod } }
grants:
  probe: { when: { issuer: corp, claims: { sub: a } }, assume: { role: path/target, account: one } }
  many: { when: { issuer: corp, claims: { sub: b } }, assume: { role: target, accounts: { env: prod } } }
`,
  "map.yaml",
);

test.each([
  ["", "", ""],
  ["", "many", ""],
  ["probe", "many", "arn:aws:iam::111122223333:role/path/target"],
  ["probe/one", "", "arn:aws:iam::111122223333:role/path/target"],
  ["many/two", "probe", "arn:aws:iam::444455556666:role/target"],
])("by the map, the probe of %j that must not be given %j is given %j", (probeGrant, probeDeniedGrant, roleArn) => {
  expect(probeRole(document.grants, { probeGrant, probeDeniedGrant })).toBe(roleArn);
});

test.each([
  ["prob", "", "PROBE_GRANT: the map has no grant prob"],
  ["probe/two", "", "PROBE_GRANT: the map does not give probe in an account two"],
  ["many", "", "PROBE_GRANT: the map gives it in several accounts; name one, such as many/one"],
  ["probe", "reserve", "PROBE_DENIED_GRANT: the map has no grant reserve"],
])("a probe of %j that must not be given %j is not packaged", (probeGrant, probeDeniedGrant, message) => {
  expect(() => probeRole(document.grants, { probeGrant, probeDeniedGrant })).toThrow(message);
});
