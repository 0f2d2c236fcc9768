import { expect, test } from "vitest";
import type { PolicyDocument } from "../../../../shared/model/policy-document.ts";
import type { ProofMethod } from "../../../../shared/model/proof.ts";
import { diffPolicyMaps } from "../../../../shared/policy-map/diff/diff-policy-maps.ts";
import {
  aDenial,
  aDocument,
  aGrant,
  anIssuer,
  aTag,
  aTarget,
  claim,
  conditions,
  param,
  where,
} from "../../../support/policy-fixtures.ts";
import { linesOf, withClaim, withGrant } from "./diff-fixtures.ts";

const base = aDocument();
const subs = (...values: string[]) => ({ kind: "oneOf", values }) as const;
const readAndList = (resources: readonly string[]) => ({
  members: {
    Version: "2012-10-17",
    Statement: [{ members: { Effect: "Allow", Action: ["s3:ListBucket", "s3:GetObject"], Resource: resources } }],
  },
});
const network = (...cidrs: string[]) => withGrant({ when: conditions({ network: { cidrs, vpcEndpointIds: [] } }) });
const time = (fromMinute: number, toMinute: number, zone = "Europe/Berlin") =>
  withGrant({ when: conditions({ time: { days: ["mon"], fromMinute, toMinute, zone } }) });
const mfa = (maxAgeSeconds: number) =>
  withGrant({ when: conditions({ mfa: { amr: ["mfa"], acr: ["2"], maxAgeSeconds } }) });
const proof = (...methods: ProofMethod[]) => withGrant({ when: conditions({ senderConstrained: methods }) });
const withPattern = (pattern: string) =>
  withGrant({
    parameters: [{ name: "d", pattern, description: undefined }],
    policy: {
      members: {
        Version: "2012-10-17",
        Statement: {
          members: { Effect: "Allow", Action: "s3:*", Resource: { template: ["x/", param("d")], place: "resource" } },
        },
      },
    },
  });
const other = "arn:aws:iam::444455556666:role/other";
const hub = (externalId?: string) =>
  withGrant({ via: [{ roleArn: "arn:aws:iam::999988887777:role/hub", externalId }] });
const two = (first: object, second: object) =>
  aDocument({ grants: [aGrant(first), aGrant({ name: "second", targets: [aTarget({ roleArn: other })], ...second })] });

/** One change each, seen from both sides. */
const changes: readonly (readonly [string, PolicyDocument, PolicyDocument, readonly string[], readonly string[]])[] = [
  [
    "a value in a list",
    base,
    withClaim("sub", subs("report-runner", "report-runner-canary", "new")),
    ['widens grant nightly-report claims.sub: sub now also "new"'],
    ['narrows grant nightly-report claims.sub: sub no longer "new"'],
  ],
  [
    "a matcher of another kind",
    base,
    withClaim("sub", { kind: "prefix", prefix: "report-" }),
    [
      'widens grant nightly-report claims.sub: sub was one of "report-runner", "report-runner-canary", now text that begins with "report-"',
    ],
    [
      'narrows grant nightly-report claims.sub: sub was text that begins with "report-", now one of "report-runner", "report-runner-canary"',
    ],
  ],
  [
    "a condition on a claim",
    base,
    withClaim("env", undefined),
    ['widens grant nightly-report claims.env: env is no longer asked for (was "prod")'],
    ['narrows grant nightly-report claims.env: env must now be "prod"'],
  ],
  [
    "a condition on the network",
    network("10.0.0.0/8"),
    base,
    ["widens grant nightly-report network: network: no longer asked for (was 10.0.0.0/8)"],
    ["narrows grant nightly-report network: network: must now be 10.0.0.0/8"],
  ],
  [
    "a wider network",
    network("10.0.0.0/9", "2001:db8::/48"),
    network("10.0.0.0/8", "2001:db8::/32"),
    ["widens grant nightly-report network: network: was 10.0.0.0/9, 2001:db8::/48, now 10.0.0.0/8, 2001:db8::/32"],
    ["narrows grant nightly-report network: network: was 10.0.0.0/8, 2001:db8::/32, now 10.0.0.0/9, 2001:db8::/48"],
  ],
  [
    "more hours",
    time(60, 120),
    time(60, 121),
    ["widens grant nightly-report time: time: was mon 01:00-02:00 Europe/Berlin, now mon 01:00-02:01 Europe/Berlin"],
    ["narrows grant nightly-report time: time: was mon 01:00-02:01 Europe/Berlin, now mon 01:00-02:00 Europe/Berlin"],
  ],
  [
    "an older sign-in",
    mfa(60),
    mfa(61),
    [
      'widens grant nightly-report mfa: mfa: was amr with any of "mfa" and acr one of "2" and signed in at most 60 s ago, now amr with any of "mfa" and acr one of "2" and signed in at most 61 s ago',
    ],
    [
      'narrows grant nightly-report mfa: mfa: was amr with any of "mfa" and acr one of "2" and signed in at most 61 s ago, now amr with any of "mfa" and acr one of "2" and signed in at most 60 s ago',
    ],
  ],
  [
    "a bound token",
    proof("dpop"),
    base,
    [
      "widens grant nightly-report senderConstrained: senderConstrained: no longer asked for (was a token bound by dpop)",
    ],
    ["narrows grant nightly-report senderConstrained: senderConstrained: must now be a token bound by dpop"],
  ],
  [
    "another way to bind it",
    proof("dpop"),
    proof("mtls", "dpop"),
    [
      "widens grant nightly-report senderConstrained: senderConstrained: was a token bound by dpop, now a token bound by mtls or dpop",
    ],
    [
      "narrows grant nightly-report senderConstrained: senderConstrained: was a token bound by mtls or dpop, now a token bound by dpop",
    ],
  ],
  [
    "the duration",
    base,
    withGrant({ durationSeconds: 3_601 }),
    ["widens grant nightly-report duration: duration: was 3600 s, now 3601 s"],
    ["narrows grant nightly-report duration: duration: was 3601 s, now 3600 s"],
  ],
  [
    "a role in another account",
    base,
    withGrant({ targets: [aTarget(), aTarget({ account: "other", roleArn: other })] }),
    [`widens grant nightly-report role: role: now also ${other}`],
    [`narrows grant nightly-report role: role: no longer ${other}`],
  ],
  [
    "the session policy",
    base,
    withGrant({ policy: undefined }),
    ["widens grant nightly-report policy: the session policy is gone: what it took from the role comes back"],
    ["narrows grant nightly-report policy: a session policy now narrows the role"],
  ],
  [
    "what the session policy allows",
    withGrant({ policy: readAndList(["arn:aws:s3:::exports"]) }),
    withGrant({ policy: readAndList(["arn:aws:s3:::exports", "arn:aws:s3:::more"]) }),
    ["widens grant nightly-report policy: the session policy is another, and may allow more"],
    ["narrows grant nightly-report policy: the session policy allows less"],
  ],
  [
    "a managed policy beside another",
    withGrant({ policy: undefined, policyArns: ["arn:aws:iam::aws:policy/A"] }),
    withGrant({ policy: undefined, policyArns: ["arn:aws:iam::aws:policy/B", "arn:aws:iam::aws:policy/A"] }),
    [
      'widens grant nightly-report policyArns: policyArns: was "arn:aws:iam::aws:policy/A", now "arn:aws:iam::aws:policy/A", "arn:aws:iam::aws:policy/B"',
    ],
    // What the one that goes has denied is not known.
    [
      'widens grant nightly-report policyArns: policyArns: was "arn:aws:iam::aws:policy/A", "arn:aws:iam::aws:policy/B", now "arn:aws:iam::aws:policy/A"',
    ],
  ],
  [
    "the only managed policy",
    withGrant({ policy: undefined, policyArns: ["arn:aws:iam::aws:policy/A"] }),
    withGrant({ policy: undefined }),
    ['widens grant nightly-report policyArns: policyArns: was "arn:aws:iam::aws:policy/A", now none'],
    ['narrows grant nightly-report policyArns: policyArns: was none, now "arn:aws:iam::aws:policy/A"'],
  ],
  [
    "a tag",
    base,
    withGrant({ tags: [aTag("team", claim("team")), aTag("extra", "x-", claim("env"), { from: "issuer" })] }),
    ['widens grant nightly-report tags.extra: tag extra: was not set, now "x-{claims.env}{issuer}"'],
    ['widens grant nightly-report tags.extra: tag extra: was "x-{claims.env}{issuer}", now not set'],
  ],
  [
    "a transitive tag",
    base,
    withGrant({ transitiveTagKeys: ["team"] }),
    ['widens grant nightly-report transitiveTags: transitiveTags: was none, now "team"'],
    ['widens grant nightly-report transitiveTags: transitiveTags: was "team", now none'],
  ],
  [
    "the session name",
    base,
    withGrant({ sessionName: [{ from: "grant" }, "-", claim("sub")] }),
    ['widens grant nightly-report sessionName: sessionName: was "{claims.sub}", now "{grant}-{claims.sub}"'],
    ['widens grant nightly-report sessionName: sessionName: was "{grant}-{claims.sub}", now "{claims.sub}"'],
  ],
  [
    "the source identity",
    base,
    withGrant({ sourceIdentity: undefined }),
    ['widens grant nightly-report sourceIdentity: sourceIdentity: was "{claims.sub}", now none'],
    ['widens grant nightly-report sourceIdentity: sourceIdentity: was none, now "{claims.sub}"'],
  ],
  [
    "the mode",
    withGrant({ mode: "shadow" }),
    base,
    ["widens grant nightly-report mode: mode: vends now, was in shadow"],
    ["narrows grant nightly-report mode: mode: in shadow now, vends no longer"],
  ],
  [
    "how often a token is good",
    withGrant({ oneTime: true }),
    base,
    ["widens grant nightly-report oneTime: oneTime: a token is good for any number of sessions now"],
    ["narrows grant nightly-report oneTime: oneTime: a token is good for one session now"],
  ],
  [
    "whether sessions end with their token",
    withGrant({ capAt: "token" }),
    base,
    ["widens grant nightly-report capAt: capAt: a session may outlive its token now"],
    ["narrows grant nightly-report capAt: capAt: a session ends with its token now"],
  ],
  [
    "the default among several",
    two({}, {}),
    two({}, { isDefault: true }),
    ["widens grant second default: default: now answers requests that name no grant"],
    ["changes grant second default: default: no longer answers requests that several grants match"],
  ],
  [
    "the default where there is no other",
    base,
    withGrant({ isDefault: true }),
    [
      "changes grant nightly-report default: default: now answers requests that name no grant (no other grant is for its callers)",
    ],
    ["changes grant nightly-report default: default: no longer answers requests that several grants match"],
  ],
  [
    "the pattern of a parameter",
    withPattern("[a-c]{1,3}"),
    withPattern("[a-d]{1,3}"),
    ['widens grant nightly-report parameters.d: parameter d: was "[a-c]{1,3}", now "[a-d]{1,3}"'],
    // Not proved, and nobody found: two expressions are not compared.
    ['mayWiden grant nightly-report parameters.d: parameter d: was "[a-d]{1,3}", now "[a-c]{1,3}"'],
  ],
  [
    "the values of a parameter",
    withPattern("a|b"),
    withPattern("a|b|c"),
    ['widens grant nightly-report parameters.d: parameter d: was "a|b", now "a|b|c"'],
    ['narrows grant nightly-report parameters.d: parameter d: was "a|b|c", now "a|b"'],
  ],
  [
    "a parameter that nothing uses",
    withGrant({ parameters: [{ name: "d", pattern: "a", description: undefined }] }),
    withGrant({ parameters: [{ name: "d", pattern: "[a-z]", description: undefined }] }),
    ['changes grant nightly-report parameters.d: parameter d: was "a", now "[a-z]"'],
    ['narrows grant nightly-report parameters.d: parameter d: was "[a-z]", now "a"'],
  ],
  [
    "a parameter more",
    base,
    withGrant({ parameters: [{ name: "d", pattern: "a", description: undefined }] }),
    ["changes grant nightly-report parameters.d: parameter d: now asked for"],
    ["changes grant nightly-report parameters.d: parameter d: no longer taken"],
  ],
  [
    "the way to the role",
    base,
    hub(),
    ["changes grant nightly-report via: via: was no other role, now arn:aws:iam::999988887777:role/hub"],
    ["changes grant nightly-report via: via: was arn:aws:iam::999988887777:role/hub, now no other role"],
  ],
  [
    "the external ID on the way",
    hub(),
    hub("geheim-1"),
    ["changes grant nightly-report externalId: arn:aws:iam::999988887777:role/hub: an external ID is now sent"],
    ["changes grant nightly-report externalId: arn:aws:iam::999988887777:role/hub: no external ID is sent any more"],
  ],
  [
    "the external ID",
    base,
    withGrant({ targets: [aTarget({ externalId: "geheim-2", region: "eu-west-1" })] }),
    [
      "changes grant nightly-report externalId: arn:aws:iam::111122223333:role/report-reader: another external ID is sent",
      "changes grant nightly-report region: arn:aws:iam::111122223333:role/report-reader: asked for in eu-west-1, was the service's own",
    ],
    [
      "changes grant nightly-report externalId: arn:aws:iam::111122223333:role/report-reader: another external ID is sent",
      "changes grant nightly-report region: arn:aws:iam::111122223333:role/report-reader: asked for in the service's own region, was eu-west-1",
    ],
  ],
  [
    "how the answer looks",
    base,
    withGrant({ format: "env", answersAccountId: true }),
    [
      "changes grant nightly-report format: format: was container, now env",
      "changes grant nightly-report accountId: accountId: was false, now true",
    ],
    [
      "changes grant nightly-report format: format: was env, now container",
      "changes grant nightly-report accountId: accountId: was true, now false",
    ],
  ],
  [
    "a grant more",
    base,
    two({}, {}),
    [`widens grant second entry: new: ${other}`],
    [`narrows grant second entry: gone: ${other}`],
  ],
  [
    "a grant more, in shadow",
    base,
    two({}, { mode: "shadow", durationSeconds: 7_200 }),
    [`changes grant second entry: new: ${other}, in shadow`],
    [`changes grant second entry: gone: ${other}, which was in shadow`],
  ],
  [
    "a default grant more",
    base,
    two({}, { isDefault: true }),
    [
      `widens grant second entry: new: ${other}`,
      "widens grant second default: default: answers requests that name no grant",
    ],
    [`narrows grant second entry: gone: ${other}`],
  ],
  [
    "an issuer for a grant",
    aDocument({ issuers: [anIssuer(), anIssuer({ name: "lab", issuer: "https://lab.example" })] }),
    aDocument({
      issuers: [anIssuer(), anIssuer({ name: "lab", issuer: "https://lab.example" })],
      grants: [aGrant({ when: conditions({ issuers: ["lab", "corp"] }) })],
    }),
    ['widens grant nightly-report issuer: issuer: now also "https://lab.example"'],
    ['narrows grant nightly-report issuer: issuer: no longer "https://lab.example"'],
  ],
  [
    "an entry of the deny list",
    aDocument({ deny: [aDenial({ claims: [where("sub", "report-runner")] })] }),
    aDocument({ deny: [] }),
    ['widens deny 1 entry: no longer denied: sub "report-runner" of https://idp.corp.example'],
    ['narrows deny 1 entry: now denied: sub "report-runner" of https://idp.corp.example'],
  ],
  [
    "a value in an entry of the deny list",
    aDocument({ deny: [aDenial({ claims: [where("env", "prod"), where("sub", subs("report-runner", "x", "y"))] })] }),
    aDocument({
      deny: [aDenial({ claims: [where("env", "prod"), where("sub", "y")] }), aDenial({ claims: [where("sub", "x")] })],
    }),
    [
      'widens deny 1 entry: no longer denied: env "prod" and sub "report-runner" of https://idp.corp.example',
      'narrows deny 2 entry: now denied: sub "x" of https://idp.corp.example',
    ],
    [
      'changes deny 2 entry: no longer denied: sub "x" of https://idp.corp.example (no grant is theirs)',
      'narrows deny 1 entry: now denied: env "prod" and sub "report-runner" of https://idp.corp.example',
    ].toReversed(),
  ],
];

test.each(changes)(
  "%s: what widens one way is named, and what narrows the other way",
  (_, older, newer, there, back) => {
    expect(linesOf(older, newer)).toEqual(there);
    expect(linesOf(newer, older)).toEqual(back);
  },
);

/** Different texts of one meaning. */
const alike: readonly (readonly [string, PolicyDocument, PolicyDocument])[] = [
  ["the order of values", base, withClaim("sub", subs("report-runner-canary", "report-runner"))],
  ["a list of one", base, withClaim("env", subs("prod"))],
  ["a pattern without wildcard", base, withClaim("env", { kind: "glob", pattern: "prod" })],
  ["alternatives", base, withClaim("sub", { kind: "matches", pattern: "report-runner-canary|report-runner" })],
  ["a prefix", withClaim("sub", { kind: "prefix", prefix: "a" }), withClaim("sub", { kind: "glob", pattern: "a**" })],
  ["any or all of one", base, withClaim("groups", { kind: "allOf", values: ["etl"] })],
  ["that there is a subject", withClaim("sub", undefined), withClaim("sub", { kind: "exists" })],
  ["two halves of a network", network("10.0.0.0/8"), network("10.128.0.0/9", "10.0.0.0/9")],
  ["the description", base, withGrant({ description: "Other words" })],
  [
    "the words of a statement",
    base,
    withGrant({
      policy: {
        members: {
          Id: "reports",
          Statement: {
            members: {
              Sid: "Read",
              Resource: [
                { template: ["arn:aws:s3:::exports/", claim("team"), "/*"], place: "resource" },
                "arn:aws:s3:::exports",
              ],
              Action: ["S3:ListBucket", "s3:GetObject"],
              Effect: "Allow",
            },
          },
          Version: "2012-10-17",
        },
      },
    }),
  ],
  ["the reason of a denial", base, aDocument({ deny: [aDenial({ reason: "other words" })] })],
  [
    "a denial in two",
    aDocument({ deny: [aDenial({ claims: [where("sub", subs("a", "b"))] })] }),
    aDocument({ deny: ["b", "a"].map((sub) => aDenial({ claims: [where("sub", sub)] })) }),
  ],
];

test.each(alike)("%s: another text of the same meaning is no change", (_, one, other_) => {
  expect(linesOf(one, other_)).toEqual([]);
  expect(linesOf(other_, one)).toEqual([]);
});

const renames: readonly (readonly [string, PolicyDocument, readonly string[]])[] = [
  [
    "a grant",
    withGrant({ name: "renamed" }),
    ["renames grant renamed name: is the grant nightly-report under another name"],
  ],
  [
    "a grant that is written otherwise too",
    withGrant({
      name: "renamed",
      when: conditions({ claims: conditions().claims.toReversed() }),
      description: undefined,
    }),
    ["renames grant renamed name: is the grant nightly-report under another name"],
  ],
  [
    "an account",
    withGrant({ targets: [aTarget({ account: "renamed" })] }),
    ["renames account renamed name: is what grants called reporting: requests name it in their path"],
  ],
  [
    "an issuer",
    aDocument({
      issuers: [anIssuer({ name: "renamed" })],
      grants: [aGrant({ when: conditions({ issuers: ["renamed"] }) })],
      deny: [aDenial({ issuers: ["renamed"] })],
    }),
    ["renames issuer renamed name: is the issuer corp under another name"],
  ],
];

test.each(renames)("%s under another name is a renaming and nothing else", (_, renamed, expected) => {
  expect(linesOf(base, renamed)).toEqual(expected);
});

test("a renaming that shows in what a session is called is more than a renaming", () => {
  const named = (name: string) => withGrant({ name, sessionName: [{ from: "grant" }, "-", claim("sub")] });
  expect(linesOf(named("one"), named("two"))).toEqual([
    "widens grant two entry: new: arn:aws:iam::111122223333:role/report-reader",
    "narrows grant one entry: gone: arn:aws:iam::111122223333:role/report-reader",
  ]);
  const byIssuer = (name: string) =>
    aDocument({
      issuers: [anIssuer({ name })],
      grants: [aGrant({ when: conditions({ issuers: [name] }), tags: [aTag("from", { from: "issuer" })] })],
      deny: [],
    });
  expect(linesOf(byIssuer("one"), byIssuer("two"))).toEqual([
    'widens grant nightly-report tags.from: tag from: was "{issuer}", now "{issuer}", which is filled in with other names',
    "renames issuer two name: is the issuer one under another name",
  ]);
});

test("a grant that is split or merged gives nobody anything", () => {
  const parts = ["report-runner", "report-runner-canary"].map((sub) => {
    return aGrant({ name: sub, when: conditions({ claims: [...conditions().claims.slice(1), where("sub", sub)] }) });
  });
  const split = aDocument({ grants: parts });
  expect(diffPolicyMaps(base, split).widens).toBe(false);
  expect(diffPolicyMaps(split, base).widens).toBe(false);
  expect(linesOf(split, base)[0]).toBe(
    "changes grant nightly-report entry: new: arn:aws:iam::111122223333:role/report-reader (nothing new: given before by report-runner, report-runner-canary)",
  );
});

test("two grants that change names are seen to give what they gave", () => {
  const swapped = two({ name: "second" }, { name: "nightly-report" });
  expect(diffPolicyMaps(two({}, {}), swapped).widens).toBe(false);
});

test("a change that concerns a grant in shadow is no widening", () => {
  const shadow = (durationSeconds: number) => withGrant({ mode: "shadow", durationSeconds });
  expect(linesOf(shadow(3_600), shadow(7_200))).toEqual([
    "changes grant nightly-report duration: duration: was 3600 s, now 7200 s",
  ]);
});

test("a policy that refused its caller's claims was a condition too", () => {
  const both = (...resources: readonly object[]) =>
    aDocument({
      grants: [
        aGrant({
          when: conditions({ claims: [where("sub", "a"), where("team", { kind: "exists" })] }),
          tags: [],
          policy: readAndList(resources as never),
        }),
      ],
    });
  const team = { template: ["arn:aws:s3:::exports/", claim("team")], place: "resource" } as const;
  const any = "arn:aws:s3:::exports/*";
  // The text allows less, and a team of `*` gets it for the first time.
  const diff = diffPolicyMaps(both(any as never, team), both(any as never));
  expect(diff.entries).toMatchObject([
    {
      effect: "widens",
      facet: "policy",
      witness: { before: { refused: "NotGranted" }, request: { claims: { team: "*" } } },
    },
  ]);
});

test("a shorter policy lets in whose values were too long", () => {
  const many = (count: number) =>
    withGrant({
      policy: readAndList(
        Array.from({ length: count }, (_, index) => ({
          template: [`arn:aws:s3:::exports-${index}/`, claim("team"), "/*"],
          place: "resource",
        })) as never,
      ),
    });
  expect(linesOf(many(8), many(7))).toEqual([
    "mayWiden grant nightly-report policy: policy: long values that made the older session policy too long may pass now",
    "narrows grant nightly-report policy: the session policy allows less",
  ]);
  expect(linesOf(many(3), many(2))).toEqual(["narrows grant nightly-report policy: the session policy allows less"]);
});

test("no external ID is in what is reported", () => {
  const text = (externalId: string) =>
    withGrant({ targets: [aTarget({ externalId, account: externalId.slice(0, 3) })] });
  const diff = JSON.stringify(diffPolicyMaps(text("one-geheim"), text("two-geheim")));
  expect(diff).not.toContain("geheim");
  expect(diff).toContain("another external ID is sent");
});

test("a document that comes another way may have a grant that speaks of nobody", () => {
  const nobody = withGrant({ when: conditions({ claims: [] }) });
  expect(linesOf(nobody, base)).toEqual([
    "widens grant nightly-report claims: asks for a claim now, where it spoke of nobody before",
  ]);
  expect(diffPolicyMaps(nobody, nobody).entries).toEqual([]);
});
