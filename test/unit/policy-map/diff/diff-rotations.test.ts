import { expect, test } from "vitest";
import { diffPolicyMaps } from "../../../../shared/policy-map/diff/diff-policy-maps.ts";
import { wordEntry } from "../../../../shared/policy-map/diff/word-entry.ts";
import { readPolicyMap } from "../../../../shared/policy-map/read-policy-map.ts";

const mapWith = (ids: string) =>
  readPolicyMap(
    `version: 1
issuers:
  corp: { issuer: https://idp.corp.example, audience: vend, keys: { discovery: true }, algorithms: [ES256] }
accounts:
  one: { id: "111122223333", ${ids} }
grants:
  job: { when: { issuer: corp, claims: { sub: x } }, assume: { role: r, account: one } }
`,
    "map.yaml",
  );

const plain = "externalId: id-geheim-1";
const begun = "externalId: id-geheim-1, nextExternalId: id-geheim-2";
const switched = "externalId: id-geheim-2, previousExternalId: id-geheim-1";

const comes = (which: string) =>
  `~ account one: its ${which} external ID is now accepted by trust policies too, and not sent`;
const goes = (which: string) =>
  `~ account one: no ${which} external ID is accepted any more beside the one that is sent`;
const sent = "~ grant job: arn:aws:iam::111122223333:role/r: another external ID is sent";

test.each([
  ["begins", plain, begun, [comes("next")]],
  ["switches", begun, switched, [sent, goes("next"), comes("previous")]],
  ["is finished", switched, "externalId: id-geheim-2", [goes("previous")]],
  [
    "has another next one",
    begun,
    "externalId: id-geheim-1, nextExternalId: id-geheim-3",
    ["~ account one: another next external ID is accepted beside the one that is sent"],
  ],
  ["stands still", begun, begun, []],
])("a rotation %s: who owns the account has something to do, and nobody gains", (_what, before, after, expected) => {
  const [older, newer] = [mapWith(before), mapWith(after)];
  const { widens, entries } = diffPolicyMaps(older.document, newer.document, {
    older: older.rotations,
    newer: newer.rotations,
  });
  expect(widens).toBe(false);
  expect(entries.map(wordEntry)).toEqual(expected);
  expect(JSON.stringify(entries)).not.toContain("geheim");
});
