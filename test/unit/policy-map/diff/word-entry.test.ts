import { expect, test } from "vitest";
import type { PolicyDocument } from "../../../../shared/model/policy-document.ts";
import { diffPolicyMaps } from "../../../../shared/policy-map/diff/diff-policy-maps.ts";
import { wordEntry } from "../../../../shared/policy-map/diff/word-entry.ts";
import { aDocument, aGrant, anIssuer, aTarget, conditions, param } from "../../../support/policy-fixtures.ts";
import { withClaim, withGrant } from "./diff-fixtures.ts";

const base = aDocument();
const role = "arn:aws:iam::111122223333:role/report-reader";
const caller = '{"sub":"report-runner","groups":["etl"],"env":"prod","team":"aa"}';
const from = (cidrs: readonly string[], vpcEndpointIds: readonly string[] = []) =>
  withGrant({ when: conditions({ network: { cidrs, vpcEndpointIds } }) });
const time = (toMinute: number) =>
  withGrant({ when: conditions({ time: { days: ["mon"], fromMinute: 60, toMinute, zone: "UTC" } }) });
const withPattern = (pattern: string) =>
  withGrant({ sessionName: [param("d"), "-x"], parameters: [{ name: "d", pattern, description: undefined }] });
const second = (isDefault: boolean) =>
  aDocument({
    grants: [
      aGrant({ isDefault: !isDefault }),
      aGrant({ name: "second", isDefault, targets: [aTarget({ roleArn: `${role}-2` })] }),
    ],
  });

const wordings: readonly (readonly [string, PolicyDocument, PolicyDocument, readonly string[]])[] = [
  [
    "who is in now",
    base,
    withClaim("sub", { kind: "oneOf", values: ["report-runner", "report-runner-canary", "new"] }),
    [
      `+ grant nightly-report: sub now also "new" (witness: {"sub":"new","groups":["etl"],"env":"prod","team":"aa"} gets ${role}, was NotGranted)`,
    ],
  ],
  [
    "what its token is bound by",
    withGrant({ when: conditions({ senderConstrained: ["dpop"] }) }),
    withGrant({ when: conditions({ senderConstrained: ["dpop", "mtls"] }) }),
    [
      `+ grant nightly-report: senderConstrained: was a token bound by dpop, now a token bound by dpop or mtls (witness: ${caller} bound by mtls gets ${role}, was ProofRequired)`,
    ],
  ],
  [
    "what is longer",
    base,
    withGrant({ durationSeconds: 7_200 }),
    [
      `+ grant nightly-report: duration: was 3600 s, now 7200 s (witness: ${caller} gets ${role}, got it with durationSeconds 3600)`,
    ],
  ],
  [
    "what is named otherwise",
    base,
    withGrant({ tags: [], sourceIdentity: ["someone"], policy: undefined }),
    ["sourceIdentity", "tags", "policy"].map(
      () => `got it with sourceIdentity "report-runner", tags [{"key":"team","value":"aa"}], other session policies)`,
    ),
  ],
  ["what was without", withGrant({ sourceIdentity: undefined }), base, ["got it with sourceIdentity none)"]],
  [
    "where from",
    from(["10.0.0.0/8"]),
    from(["10.0.0.0/7"]),
    [`"team":"aa"} from 11.255.255.255 gets ${role}, was ConditionNotMet)`],
  ],
  [
    "through what",
    from(["10.0.0.0/8"]),
    from(["10.0.0.0/8"], ["vpce-1"]),
    [`"team":"aa"} from vpce-1 gets ${role}, was ConditionNotMet)`],
  ],
  ["when", time(120), time(121), [`"team":"aa"} at 2026-01-05T02:00:00.000Z gets ${role}, was ConditionNotMet)`]],
  [
    "with which parameter",
    withPattern("a"),
    withPattern("a|b"),
    [`"team":"aa"} asking with {"d":"b"} gets ${role}, got it with sessionName "a-x")`],
  ],
  [
    "without a name",
    second(false),
    second(true),
    [
      `naming no grant gets ${role}-2, got ${role})`,
      "~ grant nightly-report: default: no longer answers requests that several grants match",
    ],
  ],
  [
    "with which token",
    base,
    aDocument({ issuers: [anIssuer({ algorithms: ["ES256", "ES384"] })] }),
    [`with {"alg":"ES384","typ":"at+jwt"} at 2026-01-07T12:00:00.000Z gets ${role}, was InvalidToken)`],
  ],
  [
    "what is not proved",
    base,
    aDocument({ issuers: [anIssuer({ keys: { kind: "jwksUri", uri: "https://k.example" } })] }),
    ["(may widen: unproven, no caller who gains is at hand, and nothing shows that there is none)"],
  ],
  ["who is out now", withClaim("env", undefined), base, ['- grant nightly-report: env must now be "prod"']],
  [
    "what is called otherwise",
    base,
    withGrant({ name: "other" }),
    ["= grant other: is the grant nightly-report under another name"],
  ],
];

test.each(wordings)("%s is said in words", (_, older, newer, expected) => {
  const lines = diffPolicyMaps(older, newer).entries.map(wordEntry);
  expect(lines).toEqual(expected.map((end) => expect.stringContaining(end)));
});

test("from an address that is not known", () => {
  const [entry] = diffPolicyMaps(from(["0.0.0.0/0", "::/0"]), base).entries;
  expect(entry && wordEntry(entry)).toContain("from an unknown address gets");
});
