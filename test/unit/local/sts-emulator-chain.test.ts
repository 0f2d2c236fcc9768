import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAccounts } from "../../../local/sts-emulator/parse-accounts.ts";
import type { StsEmulator } from "../../../local/sts-emulator/start-sts-emulator.ts";
import {
  accountsYaml,
  assume,
  away,
  failureOf,
  home,
  openRole,
  operator,
  outcomeOf,
  sessionOf,
  shortRole,
  startTestEmulator,
} from "./sts-emulator-fixture.ts";

let emulator: StsEmulator;
beforeAll(async () => {
  emulator = await startTestEmulator();
});
afterAll(() => emulator.close());

describe("a chain", () => {
  const tags = [
    { Key: "Star", Value: "1" },
    { Key: "Heart", Value: "9" },
  ];

  it("hands transitive tags on, and they cannot be set again", async () => {
    const first = await sessionOf(emulator, operator, { Tags: tags, TransitiveTagKeys: ["star"] });
    const second = await sessionOf(emulator, first, { RoleArn: openRole });
    const again = { Tags: [{ Key: "STAR", Value: "2" }] };
    expect(await failureOf(assume(emulator, first, again))).toEqual({
      outcome: "InvalidParameterValue 400",
      message:
        "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    });
    expect(await outcomeOf(assume(emulator, second, again))).toBe("InvalidParameterValue 400");
    expect(await outcomeOf(assume(emulator, first, { Tags: [{ Key: "Heart", Value: "2" }] }))).toBe("ok");
  });

  it.each([
    ["tags", "sts:TagSession", { Tags: tags, TransitiveTagKeys: ["Star"] }, { Tags: tags }],
    ["a source identity", "sts:SetSourceIdentity", { SourceIdentity: "anna" }, {}],
  ])("needs leave for %s that it inherits, and none for what it does not", async (_name, action, given, ordinary) => {
    const sts = await startWithNext(["sts:AssumeRole"]);
    const inheriting = await sessionOf(sts, operator, given);
    const bare = await sessionOf(sts, operator, ordinary);
    const next = { RoleArn: `arn:aws:iam::${home}:role/next` };
    const refused = await failureOf(assume(sts, inheriting, next));
    const taken = await outcomeOf(assume(sts, bare, next));
    await sts.close();
    const allowing = await startWithNext(["sts:AssumeRole", action]);
    const allowed = await outcomeOf(assume(allowing, await sessionOf(allowing, operator, given), next));
    await allowing.close();
    expect(refused.message).toBe(
      `User: arn:aws:sts::${home}:assumed-role/open/session is not authorized to perform: ${action} on resource: ${next.RoleArn}`,
    );
    expect([taken, allowed]).toEqual(["ok", "ok"]);
  });

  /** `open` may do everything, `next` trusts its sessions for `actions`. */
  function startWithNext(actions: readonly string[]) {
    const Statement = { Effect: "Allow", Principal: { AWS: openRole }, Action: actions };
    const document = {
      accounts: {
        [home]: {
          users: { operator: { accessKeys: [{ id: operator.accessKeyId, secret: operator.secretAccessKey }] } },
          roles: {
            open: { path: "/jobs/", trustPolicy: { Statement: { Effect: "Allow", Principal: "*", Action: "sts:*" } } },
            next: { trustPolicy: { Statement } },
          },
        },
      },
    };
    return startTestEmulator(JSON.stringify(document));
  }

  it("counts inherited tags in the packed size", async () => {
    const first = await sessionOf(emulator, operator, { Tags: tags, TransitiveTagKeys: ["Star"] });
    expect((await assume(emulator, first)).PackedPolicySize).toBeGreaterThan(0);
  });

  it("keeps its source identity, and only the same may be said again", async () => {
    const first = await sessionOf(emulator, operator, { SourceIdentity: "anna" });
    expect((await assume(emulator, first)).SourceIdentity).toBe("anna");
    expect((await assume(emulator, first, { SourceIdentity: "anna" })).SourceIdentity).toBe("anna");
    expect(await failureOf(assume(emulator, first, { SourceIdentity: "bert" }))).toEqual({
      outcome: "ValidationError 400",
      message: "The source identity is already set for this assume role session",
    });
  });
});

describe("principal tags of a session", () => {
  const Statement = (key: string, value: string) => ({
    Effect: "Allow",
    Principal: "*",
    Action: "sts:*",
    Condition: { StringEquals: { [`aws:PrincipalTag/${key}`]: value } },
  });
  it.each([
    ["the role's own", "Sun", "2", "ok"],
    ["the session's before the role's", "heart", "9", "ok"],
    ["not the role's that the session has replaced", "Heart", "1", "AccessDenied 403"],
    ["the session's", "Star", "1", "ok"],
    ["nobody's", "Moon", "1", "AccessDenied 403"],
  ])("%s", async (_name, key, value, outcome) => {
    const everybody = { Effect: "Allow", Principal: "*", Action: "sts:*" };
    const document = {
      accounts: {
        [home]: {
          users: { operator: { accessKeys: [{ id: operator.accessKeyId, secret: operator.secretAccessKey }] } },
          roles: {
            open: { path: "/jobs/", tags: { Heart: "1", Sun: "2" }, trustPolicy: { Statement: everybody } },
            target: { trustPolicy: { Statement: Statement(key, value) } },
          },
        },
      },
    };
    const sts = await startTestEmulator(JSON.stringify(document));
    const session = await sessionOf(sts, operator, {
      Tags: [
        { Key: "Star", Value: "1" },
        { Key: "heart", Value: "9" },
      ],
    });
    const got = await outcomeOf(assume(sts, session, { RoleArn: `arn:aws:iam::${home}:role/target` }));
    await sts.close();
    expect(got).toBe(outcome);
  });
});

describe("a session that is running", () => {
  const denying = (condition: string) =>
    parseAccounts(
      accountsYaml.replace(
        "      open:\n        path: /jobs/\n",
        `      open:
        path: /jobs/
        permissions: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "*", Resource: "*" }, { Effect: Deny, Action: "*", Resource: "*", Condition: ${condition} }] }
`,
      ),
      "accounts.yaml",
    );
  const later = new Date(Date.now() + 60_000).toISOString();
  const earlier = new Date(Date.now() - 60_000).toISOString();

  it.each([
    ["a time that it began before", `{ DateLessThan: { "aws:TokenIssueTime": "${later}" } }`, "AccessDenied 403"],
    ["a time that it began after", `{ DateLessThan: { "aws:TokenIssueTime": "${earlier}" } }`, "ok"],
    ["its source identity", '{ StringEquals: { "aws:SourceIdentity": [anna, berta] } }', "AccessDenied 403"],
    ["another source identity", '{ StringEquals: { "aws:SourceIdentity": berta } }', "ok"],
    ["its name", '{ StringLike: { "aws:userid": "*:session" } }', "AccessDenied 403"],
  ])("is held to what its role's policies have become since: a Deny for %s", async (_what, condition, expected) => {
    const sts = await startTestEmulator();
    const running = await sessionOf(sts, operator, { SourceIdentity: "anna" });
    expect(await outcomeOf(assume(sts, running))).toBe("ok");
    sts.replaceAccounts(denying(condition));
    expect(await outcomeOf(assume(sts, running))).toBe(expected);
    sts.replaceAccounts(parseAccounts(accountsYaml, "accounts.yaml"));
    expect(await outcomeOf(assume(sts, running))).toBe("ok");
    await sts.close();
  });

  it("of a role that is gone may do nothing", async () => {
    const yaml = `${accountsYaml}      leaver: { trustPolicy: { Statement: { Effect: Allow, Principal: "*", Action: "sts:*" } } }\n`;
    const sts = await startTestEmulator(yaml);
    const leaver = await sessionOf(sts, operator, { RoleArn: `arn:aws:iam::${away}:role/leaver` });
    const next = { RoleArn: `arn:aws:iam::${away}:role/reader` };
    expect(await outcomeOf(assume(sts, leaver, next))).toBe("AccessDenied 403");
    sts.replaceAccounts(parseAccounts(accountsYaml, "accounts.yaml"));
    expect(await outcomeOf(assume(sts, leaver, { RoleArn: shortRole }))).toBe("AccessDenied 403");
    await sts.close();
  });
});
