import { expect, test } from "vitest";
import { decideGrant } from "../../../shared/authorize/decide-grant.ts";
import type { Grant } from "../../../shared/model/policy-document.ts";
import {
  aCaller,
  aGrant,
  anAsk,
  aPolicyMap,
  aTag,
  aTarget,
  claim,
  conditions,
  facts,
  failureOf,
  param,
  where,
} from "../../support/policy-fixtures.ts";

const dataset = { name: "dataset", pattern: "[a-z]+", description: undefined };
const named = anAsk({ grant: "nightly-report" });
const archive = aTarget({ account: "archive" });
const mfa = { amr: ["mfa", "hwk"], acr: [], maxAgeSeconds: undefined };
const network = { cidrs: ["192.0.2.0/24"], vpcEndpointIds: [] };
const resource = (name: string) => ({ template: [claim(name)], place: "resource" }) as const;

type Changes = Partial<Grant>;
type Ask = ReturnType<typeof anAsk>;

test.each<[reason: string, grants: readonly Changes[], ask?: Ask, claims?: Parameters<typeof aCaller>[0]]>([
  ["no grant matches this caller", [], anAsk()],
  [
    "no grant matches this caller but in shadow: one, two",
    [
      { name: "one", mode: "shadow" },
      { name: "two", mode: "shadow" },
    ],
  ],
  ["several grants match this caller: one, two", [{ name: "one" }, { name: "two" }]],
  ["no grant is called nightly-report", [], named],
  [
    "grant nightly-report is in shadow mode: live, this request would have been decided by it",
    [{ mode: "shadow" }],
    named,
  ],
  [
    "grant nightly-report is not this caller's: claim groups, env does not fit",
    [{}],
    named,
    { groups: [], env: "test" },
  ],
  [
    "grant nightly-report is not this caller's: claim kubernetes.io.namespace does not fit",
    [{ when: conditions({ claims: [where(["kubernetes.io", "namespace"], "etl")] }) }],
    named,
  ],
  [
    "grant nightly-report is not this caller's: it is for issuer partner, other, and the token is of corp",
    [{ when: conditions({ issuers: ["partner", "other"] }) }],
    named,
  ],
  [
    "grant nightly-report: network: 10.20.3.4 is in none of 192.0.2.0/24; mfa: amr has none of mfa, hwk",
    [{ when: conditions({ network, mfa }) }],
  ],
  [
    "grant nightly-report: mfa: acr is none of gold, silver",
    [{ when: conditions({ mfa: { amr: [], acr: ["gold", "silver"], maxAgeSeconds: undefined } }) }],
  ],
  [
    "grant nightly-report: mfa: auth_time is missing, in the future or over 900 s ago",
    [{ when: conditions({ mfa: { amr: [], acr: [], maxAgeSeconds: 900 } }) }],
  ],
  [
    "grant nightly-report: mfa: the condition asks for nothing",
    [{ when: conditions({ mfa: { amr: [], acr: [], maxAgeSeconds: undefined } }) }],
  ],
  [
    "grant nightly-report: senderConstrained: the token is bound by nothing, not by dpop or mtls",
    [{ when: conditions({ senderConstrained: ["dpop", "mtls"] }) }],
  ],
  ["grant nightly-report does not cover the account or role that was asked for", [{}], anAsk({ account: "archive" })],
  ["grant nightly-report covers several accounts and none was named", [{ targets: [aTarget(), archive] }]],
  ["grant nightly-report allows 900 to 3600 s", [{}], anAsk({ durationSeconds: 899 })],
  ["grant nightly-report: parameter dataset is missing", [{ parameters: [dataset] }]],
  [
    "grant nightly-report: parameter dataset is not of the declared form",
    [{ parameters: [dataset] }],
    anAsk({ parameters: { dataset: "*" } }),
  ],
  [
    "grant nightly-report does not declare every parameter that was sent",
    [{}],
    anAsk({ parameters: { dataset: "sales" } }),
  ],
  ["grant nightly-report: claim email is empty", [{ sourceIdentity: [claim("email")] }], anAsk(), { email: "" }],
  ["grant nightly-report: claim a.b is missing or no plain value", [{ sessionName: [claim("a", "b")] }]],
  ["grant nightly-report: claim x is no legal tag value", [{ tags: [aTag("t", claim("x"))] }], anAsk(), { x: "*" }],
  [
    "grant nightly-report: the value of tag t is over 256 characters",
    [{ tags: [aTag("t", claim("x"), claim("x"))] }],
    anAsk(),
    { x: "x".repeat(200) },
  ],
  [
    "grant nightly-report: a parameter may not go into tag t",
    [{ parameters: [dataset], tags: [aTag("t", param("dataset"))] }],
    anAsk({ parameters: { dataset: "sales" } }),
  ],
  [
    "grant nightly-report: a parameter may not go into the source identity",
    [{ parameters: [dataset], sourceIdentity: [param("dataset")] }],
    anAsk({ parameters: { dataset: "sales" } }),
  ],
  [
    "grant nightly-report: claim x is over 256 characters",
    [{ policy: resource("x") }],
    anAsk(),
    { x: "x".repeat(257) },
  ],
  [
    "grant nightly-report: claim x has a character that may not go into a policy",
    [{ policy: resource("x") }],
    anAsk(),
    { x: "*" },
  ],
  [
    "grant nightly-report: claim x has an empty, `.` or `..` segment",
    [{ policy: resource("x") }],
    anAsk(),
    { x: ".." },
  ],
  ["grant nightly-report: the session policy takes 2049 characters, over STS's 2048", [{ policy: "x".repeat(2_047) }]],
])("what the audit record says: %s", (reason, grants, ask = anAsk(), claims = {}) => {
  const map = aPolicyMap({ grants: grants.map(aGrant) });
  expect(failureOf(() => decideGrant(map, aCaller(claims), ask, facts()))?.reason).toBe(reason);
});
