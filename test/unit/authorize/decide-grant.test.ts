import { describe, expect, test } from "vitest";
import { decideGrant } from "../../../shared/authorize/decide-grant.ts";
import type { Grant } from "../../../shared/model/policy-document.ts";
import {
  aCaller,
  aDenial,
  aGrant,
  anAsk,
  aPolicyMap,
  aTag,
  aTarget,
  claim,
  codeOf,
  conditions,
  facts,
  failureOf,
  param,
  where,
} from "../../support/policy-fixtures.ts";

function decide(grant: Partial<Grant> = {}, ask = anAsk(), caller = aCaller(), circumstances = facts()) {
  return decideGrant(aPolicyMap({ grants: [aGrant(grant)] }), caller, ask, circumstances);
}

test("the baseline: every byte of what STS is asked", () => {
  expect(decide()).toEqual({
    assumption: {
      grant: "nightly-report",
      account: "reporting",
      hops: [
        {
          roleArn: "arn:aws:iam::111122223333:role/report-reader",
          externalId: "external-id-of-reporting",
          durationSeconds: 3_600,
          sessionName: "report-runner",
          sourceIdentity: "report-runner",
          tags: [{ key: "team", value: "etl-core" }],
          transitiveTagKeys: [],
          policy:
            '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],' +
            '"Resource":["arn:aws:s3:::exports","arn:aws:s3:::exports/etl-core/*"]}]}',
          policyArns: [],
        },
      ],
      region: undefined,
      isDurationAsked: false,
      format: "container",
      answersAccountId: false,
    },
    oneTime: false,
    endsWithToken: false,
    replacedNames: {},
  });
});

test("a name that STS would not take is kept beside the one that it gets", () => {
  const subject = "system:serviceaccount:etl:runner";
  const { assumption, replacedNames } = decide(
    { when: conditions({ claims: [where("sub", { kind: "exists" })] }) },
    anAsk(),
    aCaller({ sub: subject }),
  );
  expect(assumption.hops[0].sessionName).toMatch(/^system-serviceaccount-etl-runner-[0-9a-f]{20}$/);
  expect(replacedNames).toEqual({ sessionName: subject, sourceIdentity: subject });
});

test("a grant without what is optional asks for none of it", () => {
  const [call] = decide({
    sourceIdentity: undefined,
    tags: [],
    policy: undefined,
    targets: [aTarget({ account: undefined, externalId: undefined })],
  }).assumption.hops;
  expect(call).toMatchObject({ sourceIdentity: undefined, tags: [], policy: undefined, externalId: undefined });
});

test("what the caller may choose: grant, account, format, duration, parameters", () => {
  const archive = aTarget({ account: "archive", roleArn: "arn:aws:iam::444455556666:role/r", region: "eu-central-1" });
  const ask = anAsk({
    grant: "nightly-report",
    account: "archive",
    format: "process",
    durationSeconds: 900,
    parameters: { dataset: "sales" },
  });
  const { assumption } = decide(
    {
      targets: [aTarget(), archive],
      answersAccountId: true,
      policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
      parameters: [{ name: "dataset", pattern: "[a-z]+", description: undefined }],
      policy: { members: { Resource: { template: ["arn:aws:s3:::", param("dataset")], place: "resource" } } },
    },
    ask,
  );
  expect(assumption).toMatchObject({
    account: "archive",
    region: "eu-central-1",
    format: "process",
    isDurationAsked: true,
    answersAccountId: true,
  });
  expect(assumption.hops).toMatchObject([
    {
      roleArn: archive.roleArn,
      durationSeconds: 900,
      policy: '{"Resource":"arn:aws:s3:::sales"}',
      policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
    },
  ]);
});

test("a grant for one use", () => {
  expect(decide({ oneTime: true }).oneTime).toBe(true);
});

test("a chain", () => {
  const hub = { roleArn: "arn:aws:iam::999988887777:role/vending-hub", externalId: "external-id-of-hub" };
  const { hops } = decide({ via: [hub], transitiveTagKeys: ["team"] }).assumption;
  expect(hops).toMatchObject([
    { ...hub, tags: [{ key: "team", value: "etl-core" }], transitiveTagKeys: ["team"], policy: undefined },
    { externalId: "external-id-of-reporting", tags: [], transitiveTagKeys: [] },
  ]);
  expect(hops[1]?.policy).toContain("exports/etl-core");
});

describe("one thing wrong", () => {
  const dataset = { name: "dataset", pattern: "[a-z]+", description: undefined };
  const rows: readonly (readonly [string, string, () => unknown])[] = [
    ["another's grant", "NotGranted", () => decide({}, anAsk(), aCaller({ env: "test" }))],
    ["another issuer's", "NotGranted", () => decide({}, anAsk(), aCaller({}, { issuerName: "partner" }))],
    ["a grant that does not exist", "NotGranted", () => decide({}, anAsk({ grant: "nightly" }))],
    ["a grant in shadow", "NotGranted", () => decide({ mode: "shadow" }, anAsk({ grant: "nightly-report" }))],
    ["an account that is not covered", "NotGranted", () => decide({}, anAsk({ account: "archive" }))],
    ["no account of several", "GrantRequired", () => decide({ targets: [aTarget(), aTarget({ account: "archive" })] })],
    ["a duration over the bound", "DurationOutOfRange", () => decide({}, anAsk({ durationSeconds: 3_601 }))],
    ["a duration under STS's", "DurationOutOfRange", () => decide({}, anAsk({ durationSeconds: 899 }))],
    ["an undeclared parameter", "InvalidParameter", () => decide({}, anAsk({ parameters: { dataset: "x" } }))],
    ["a missing parameter", "InvalidParameter", () => decide({ parameters: [dataset] })],
    ["a claim that a template needs", "NotGranted", () => decide({ sourceIdentity: [claim("email")] })],
    [
      "an empty source identity",
      "NotGranted",
      () => decide({ sourceIdentity: [claim("email")] }, anAsk(), aCaller({ email: "" })),
    ],
    ["an illegal tag", "NotGranted", () => decide({ tags: [aTag("t", claim("t"))] }, anAsk(), aCaller({ t: "a*" }))],
    [
      "the wrong network",
      "ConditionNotMet",
      () => decide({ when: conditions({ network: { cidrs: ["192.0.2.0/24"], vpcEndpointIds: [] } }) }),
    ],
    [
      "the wrong time",
      "ConditionNotMet",
      () => decide({ when: conditions({ time: { days: ["thu"], fromMinute: 0, toMinute: 1_440, zone: "UTC" } }) }),
    ],
    [
      "no second factor",
      "ConditionNotMet",
      () => decide({ when: conditions({ mfa: { amr: ["mfa"], acr: [], maxAgeSeconds: undefined } }) }),
    ],
    [
      "a denied caller",
      "Revoked",
      () =>
        decide(
          { when: conditions({ claims: [where("env", "prod")] }) },
          anAsk(),
          aCaller({ sub: "report-runner-old" }),
        ),
    ],
  ];
  test.each(rows)("%s: %s", (_, code, work) => {
    expect(codeOf(work)).toBe(code);
  });

  test("a policy that is too long is a refusal, never the whole role", () => {
    const policy = { members: { a: "x".repeat(2_041) } };
    expect(codeOf(() => decide({ policy }))).toBe("NotGranted");
    expect(codeOf(() => decide({ policy: { members: { a: "x".repeat(2_040) } } }))).toBe("allowed");
    const policyArns = ["arn:aws:iam::aws:policy/ReadOnlyAccess"];
    expect(codeOf(() => decide({ policy: { members: { a: "x".repeat(2_040) } }, policyArns }))).toBe("NotGranted");
  });

  test("the caller learns no more of a named grant than that it is not its own", () => {
    const grants = [
      aGrant({ name: "tried", mode: "shadow" }),
      aGrant({ name: "not-mine", when: conditions({ claims: [where("sub", "other")] }) }),
      aGrant({ name: "partners", when: conditions({ issuers: ["partner"] }) }),
    ];
    const seen = ["tried", "not-mine", "partners", "nonexistent", "__proto__"].map((grant) => {
      const ask = anAsk({ grant, account: "archive", durationSeconds: 1, parameters: { odd: "*" } });
      const failure = failureOf(() => decideGrant(aPolicyMap({ grants }), aCaller(), ask, facts()));
      return { ...failure, reason: undefined };
    });
    expect(new Set(seen.map((failure) => JSON.stringify(failure))).size).toBe(1);
    expect(seen[0]).toMatchObject({ code: "NotGranted" });
  });
});

describe("the deny list wins", () => {
  const grants = [aGrant(), aGrant({ name: "other", isDefault: true })];
  const map = aPolicyMap({ grants, deny: [aDenial({ claims: [where("sub", "report-runner")] })] });
  test.each([undefined, "nightly-report", "other", "nonexistent"])("over the grant %s", (grant) => {
    expect(codeOf(() => decideGrant(map, aCaller(), anAsk({ grant }), facts()))).toBe("Revoked");
  });
});

describe("a caller never chooses", () => {
  const parameters = [{ name: "team", pattern: ".*", description: undefined }];
  const ask = anAsk({ parameters: { team: "admins" } });

  test("a tag, though a map that was never checked says so", () => {
    expect(codeOf(() => decide({ parameters, tags: [aTag("team", param("team"))] }, ask))).toBe("Internal");
  });

  test("its source identity", () => {
    expect(codeOf(() => decide({ parameters, sourceIdentity: [param("team")] }, ask))).toBe("Internal");
    expect(codeOf(() => decide({ parameters, sourceIdentity: [claim("sub"), param("team")] }, ask))).toBe("Internal");
  });
});

describe("sessions that end with their token", () => {
  const askedWith = (leftSeconds: number, via: Grant["via"] = []) => {
    const caller = { ...aCaller(), tokenExpiresAtSeconds: facts().nowMs / 1_000 + leftSeconds };
    return decide({ capAt: "token", via }, anAsk(), caller);
  };

  test("are as long as the token lives, in steps, and say so", () => {
    const { assumption, endsWithToken } = askedWith(2_000);
    expect({ seconds: assumption.hops[0].durationSeconds, endsWithToken }).toEqual({
      seconds: 1_800,
      endsWithToken: true,
    });
  });

  test("leave the roles on the way as long as they are, so that they are shared", () => {
    const { hops } = askedWith(2_000, [
      { roleArn: "arn:aws:iam::999988887777:role/hub", externalId: undefined },
    ]).assumption;
    expect(hops.map(({ durationSeconds }) => durationSeconds)).toEqual([3_600, 1_800]);
  });

  test("are refused where the token ends too soon", () => {
    expect(codeOf(() => askedWith(904))).toBe("TokenExpired");
  });
});
