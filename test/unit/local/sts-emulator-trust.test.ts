import type { AssumeRoleCommandInput } from "@aws-sdk/client-sts";
import { afterEach, describe, expect, it } from "vitest";
import type { StsEmulator } from "../../../local/sts-emulator/start-sts-emulator.ts";
import {
  assume,
  away,
  awayRole,
  bound,
  failureOf,
  home,
  operator,
  outcomeOf,
  serviceKeys,
  sessionOf,
  shortRole,
  startTestEmulator,
  stranger,
  vendingRole,
} from "./sts-emulator-fixture.ts";

let emulator: StsEmulator | undefined;
afterEach(() => emulator?.close());

const denied = "AccessDenied 403";
const operatorArn = `arn:aws:iam::${home}:user/ops/operator`;
const targetRole = `arn:aws:iam::${home}:role/target`;
const actions = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"];

interface Shape {
  readonly trust: object | readonly object[];
  readonly permissions?: object;
  readonly region?: string;
}

/** The fixture's users and roles around one role `target` with the trust policy of the row. JSON is YAML. */
async function startWith({ trust, permissions }: Shape): Promise<StsEmulator> {
  const Statement = [trust].flat().map((statement) => ({ Effect: "Allow", Action: "sts:AssumeRole", ...statement }));
  const user = { accessKeys: [{ id: operator.accessKeyId, secret: operator.secretAccessKey }], path: "/ops/", permissions, tags: { Team: "ops" } };
  const other = (keys: typeof stranger) => ({ accessKeys: [{ id: keys.accessKeyId, secret: keys.secretAccessKey }] });
  const bare = { trustPolicy: { Statement: { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" } } };
  const document = {
    organizationId: "o-exampleorgid",
    accounts: {
      [home]: {
        users: { operator: user, stranger: other(stranger) },
        roles: { target: { tags: { Env: "prod" }, trustPolicy: { Version: "2012-10-17", Statement } }, vending: { path: "/service/", permissions, ...bare } },
      },
      [away]: { users: { bound: other(bound) }, roles: {} },
    },
  };
  emulator = await startTestEmulator(JSON.stringify(document));
  return emulator;
}

const call = { RoleArn: targetRole };

describe("principals of a trust policy", () => {
  const rows: [principal: string, trust: object | object[], outcome: string][] = [
    ["the user", { Principal: { AWS: operatorArn } }, "ok"],
    ["another user", { Principal: { AWS: `arn:aws:iam::${home}:user/stranger` } }, denied],
    ["a list with the user", { Principal: { AWS: [awayRole.replace("reader", "x"), operatorArn].slice(1) } }, "ok"],
    ["the account's root", { Principal: { AWS: `arn:aws:iam::${home}:root` } }, "ok"],
    ["the account's id", { Principal: { AWS: home } }, "ok"],
    ["another account", { Principal: { AWS: away } }, denied],
    ["everybody", { Principal: "*" }, "ok"],
    ["everybody, written long", { Principal: { AWS: "*" } }, "ok"],
    ["a service", { Principal: { Service: "lambda.amazonaws.com" } }, denied],
    ["a provider", { Principal: { Federated: `arn:aws:iam::${home}:oidc-provider/x` } }, denied],
    ["another action", { Principal: "*", Action: "sts:TagSession" }, denied],
    ["every action of STS", { Principal: "*", Action: "sts:*" }, "ok"],
    ["actions by wildcard, in any case", { Principal: "*", Action: "STS:assume?ole" }, "ok"],
    ["all but another action", { Principal: "*", NotAction: "sts:TagSession" }, "ok"],
    ["all but this action", { Principal: "*", NotAction: "sts:AssumeRole" }, denied],
    ["a Deny beside the Allow", [{ Principal: "*" }, { Principal: { AWS: operatorArn }, Effect: "Deny" }], denied],
    ["a Deny for the account", [{ Principal: { AWS: operatorArn } }, { Principal: { AWS: home }, Effect: "Deny" }], denied],
    ["a Deny for somebody else", [{ Principal: "*" }, { Principal: { AWS: away }, Effect: "Deny" }], "ok"],
  ];
  it.each(rows)("%s", async (_name, trust, outcome) => {
    const sts = await startWith({ trust });
    expect(await outcomeOf(assume(sts, operator, call))).toBe(outcome);
  });

  it("of a session: its role, or the session itself, never another session", async () => {
    const session = (name: string) => `arn:aws:sts::${home}:assumed-role/vending/${name}`;
    const outcomes: string[] = [];
    for (const AWS of [vendingRole, session("function"), session("other")]) {
      const sts = await startWith({ trust: { Principal: { AWS } } });
      outcomes.push(await outcomeOf(assume(sts, serviceKeys(sts), call)));
      await sts.close();
    }
    expect(outcomes).toEqual(["ok", "ok", denied]);
  });
});

describe("conditions of a trust policy", () => {
  const asked: Partial<AssumeRoleCommandInput> = {
    ExternalId: "right-id",
    RoleSessionName: "nightly-7",
    Tags: [{ Key: "team", Value: "etl" }, { Key: "cost", Value: "42" }],
    TransitiveTagKeys: ["team"],
    SourceIdentity: "anna",
  };
  const when = (operator: string, key: string, value: unknown) => ({ [operator]: { [key]: value } });
  const rows: [condition: object, outcome: string][] = [
    [when("StringEquals", "sts:ExternalId", "right-id"), "ok"],
    [when("StringEquals", "sts:ExternalId", "wrong-id"), denied],
    [when("StringEquals", "sts:ExternalId", ["other", "right-id"]), "ok"],
    [when("StringEquals", "sts:ExternalId", "RIGHT-ID"), denied],
    [when("StringEqualsIgnoreCase", "STS:EXTERNALID", "RIGHT-ID"), "ok"],
    [when("StringNotEquals", "sts:ExternalId", "wrong-id"), "ok"],
    [when("StringNotEquals", "sts:ExternalId", ["wrong-id", "right-id"]), denied],
    [when("StringNotEqualsIgnoreCase", "sts:ExternalId", "RIGHT-id"), denied],
    [when("StringLike", "sts:RoleSessionName", "nightly-*"), "ok"],
    [when("StringLike", "sts:RoleSessionName", "nightly-??"), denied],
    [when("StringNotLike", "sts:RoleSessionName", "nightly-?"), denied],
    [when("StringEquals", "sts:RoleSessionName", "nightly-*"), denied],
    [when("StringEquals", "sts:SourceIdentity", "anna"), "ok"],
    [when("StringEquals", "sts:SourceIdentity", "bert"), denied],
    [when("StringEquals", "aws:RequestTag/Team", "etl"), "ok"],
    [when("StringEquals", "aws:RequestTag/team", "ops"), denied],
    [when("StringEquals", "aws:PrincipalTag/team", "ops"), "ok"],
    [when("StringEquals", "aws:PrincipalTag/team", "etl"), denied],
    [when("StringEquals", "aws:ResourceTag/Env", "prod"), "ok"],
    [when("StringEquals", "iam:ResourceTag/env", "test"), denied],
    [when("ForAllValues:StringEquals", "aws:TagKeys", ["team", "cost"]), "ok"],
    [when("ForAllValues:StringEquals", "aws:TagKeys", ["team"]), denied],
    [when("ForAnyValue:StringEquals", "aws:TagKeys", ["cost"]), "ok"],
    [when("ForAnyValue:StringEquals", "aws:TagKeys", ["env"]), denied],
    [when("ForAllValues:StringEquals", "sts:TransitiveTagKeys", ["team"]), "ok"],
    [when("ForAllValues:StringEquals", "sts:TransitiveTagKeys", ["cost"]), denied],
    [when("ForAllValues:StringNotEquals", "aws:TagKeys", ["env"]), "ok"],
    [when("ForAllValues:StringNotEquals", "aws:TagKeys", ["cost"]), denied],
    [when("ForAnyValue:StringEquals", "aws:CalledVia", "x"), denied],
    [when("ForAllValues:StringEquals", "aws:CalledVia", "x"), "ok"],
    [when("StringEquals", "aws:PrincipalAccount", home), "ok"],
    [when("StringEquals", "aws:PrincipalOrgID", "o-exampleorgid"), "ok"],
    [when("StringEquals", "aws:PrincipalOrgID", "o-another00org"), denied],
    [when("StringEquals", "aws:PrincipalType", "User"), "ok"],
    [when("StringEquals", "aws:username", "operator"), "ok"],
    [when("ArnEquals", "aws:PrincipalArn", operatorArn), "ok"],
    [when("ArnLike", "aws:PrincipalArn", `arn:aws:iam::${home}:user/*`), "ok"],
    [when("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:user/ops/?perator"), "ok"],
    [when("ArnLike", "aws:PrincipalArn", "arn:aws:*:user/ops/operator"), denied],
    [when("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:role/*"), "ok"],
    [when("ArnNotEquals", "aws:PrincipalArn", operatorArn), denied],
    [when("IpAddress", "aws:SourceIp", "127.0.0.0/8"), "ok"],
    [when("IpAddress", "aws:SourceIp", ["10.0.0.0/8", "::1"]), denied],
    [when("NotIpAddress", "aws:SourceIp", "127.0.0.1"), denied],
    [when("Bool", "aws:SecureTransport", true), "ok"],
    [when("Bool", "aws:SecureTransport", "false"), denied],
    [when("Bool", "aws:MultiFactorAuthPresent", "true"), denied],
    [when("BoolIfExists", "aws:MultiFactorAuthPresent", "true"), "ok"],
    [when("Null", "sts:ExternalId", false), "ok"],
    [when("Null", "sts:ExternalId", "true"), denied],
    [when("Null", "aws:SourceVpce", "true"), "ok"],
    [when("StringEquals", "aws:SourceVpce", "vpce-1"), denied],
    [when("StringEqualsIfExists", "aws:SourceVpce", "vpce-1"), "ok"],
    [when("StringNotEquals", "aws:SourceVpce", "vpce-1"), "ok"],
    [when("StringNotEqualsIfExists", "sts:ExternalId", "right-id"), denied],
    [when("NumericEquals", "aws:RequestTag/cost", 42), "ok"],
    [when("NumericNotEquals", "aws:RequestTag/cost", "42.0"), denied],
    [when("NumericLessThan", "aws:RequestTag/cost", "42"), denied],
    [when("NumericLessThanEquals", "aws:RequestTag/cost", "42"), "ok"],
    [when("NumericGreaterThan", "aws:RequestTag/cost", "41.9"), "ok"],
    [when("NumericGreaterThanEquals", "aws:RequestTag/cost", "42.1"), denied],
    [when("NumericLessThan", "aws:RequestTag/team", "42"), denied],
    [when("DateGreaterThan", "aws:CurrentTime", "2026-01-01T00:00:00Z"), "ok"],
    [when("DateLessThan", "aws:CurrentTime", "2026-01-01T00:00:00Z"), denied],
    [when("DateGreaterThanEquals", "aws:EpochTime", "1767225600"), "ok"],
    [when("DateLessThanEquals", "aws:CurrentTime", "1767225600"), denied],
    [when("DateEquals", "aws:CurrentTime", "2026-01-01T00:00:00Z"), denied],
    [when("DateNotEquals", "aws:CurrentTime", "2026-01-01T00:00:00Z"), "ok"],
    [when("BinaryEquals", "sts:ExternalId", "right-id"), "ok"],
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: policy variables
    [when("StringEquals", "sts:RoleSessionName", "${aws:username}"), denied],
    [when("StringLike", "sts:RoleSessionName", "${aws:RequestTag/cost}*"), denied],
    [when("StringLike", "aws:PrincipalArn", "*:user/${aws:PrincipalTag/team}/${aws:username}"), "ok"],
    [when("StringEquals", "sts:SourceIdentity", "${aws:RequestTag/none}"), denied],
    [when("StringEquals", "sts:SourceIdentity", "${aws:RequestTag/none, 'anna'}"), "ok"],
    [when("StringEquals", "sts:SourceIdentity", "${aws:username, 'anna'}"), denied],
    [when("StringLike", "sts:SourceIdentity", "ann${*}"), denied],
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: policy variables
    [{ StringEquals: { "sts:ExternalId": "right-id", "sts:SourceIdentity": "bert" } }, denied],
    [{ StringEquals: { "sts:ExternalId": "right-id" }, StringLike: { "sts:SourceIdentity": "a*" } }, "ok"],
  ];
  it.each(rows)("%j: %s", async (Condition, outcome) => {
    const rest = { Principal: "*", Action: ["sts:TagSession", "sts:SetSourceIdentity"] };
    const sts = await startWith({ trust: [{ Principal: "*", Condition }, rest] });
    expect(await outcomeOf(assume(sts, operator, { ...call, ...asked }))).toBe(outcome);
  });

  it("an external ID that is demanded and not given", async () => {
    const Condition = when("StringEquals", "sts:ExternalId", "right-id");
    const sts = await startWith({ trust: { Principal: "*", Condition } });
    expect(await outcomeOf(assume(sts, operator, { ...call, ExternalId: "right-id" }))).toBe("ok");
    expect(await outcomeOf(assume(sts, operator, call))).toBe(denied);
  });

  it("variables are plain text in version 2008-10-17", async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
    const yaml = (version: string) => `
accounts:
  "${home}":
    users: { operator: { accessKeys: [{ id: ${operator.accessKeyId}, secret: "${operator.secretAccessKey}" }] } }
    roles: { target: { trustPolicy: { Version: "${version}", Statement: { Effect: Allow, Principal: "*", Action: "sts:*", Condition: { StringEquals: { "sts:SourceIdentity": "$\{aws:username}" } } } } } }`;
    const outcomes: string[] = [];
    for (const version of ["2012-10-17", "2008-10-17"]) {
      const sts = await startTestEmulator(yaml(version));
      outcomes.push(await outcomeOf(assume(sts, operator, { ...call, SourceIdentity: "operator" })));
      await sts.close();
    }
    expect(outcomes).toEqual(["ok", denied]);
  });
});

describe("each action is decided by itself", () => {
  const tagged = { ...call, Tags: [{ Key: "team", Value: "etl" }] };
  const named = { ...call, SourceIdentity: "anna" };
  const message = (action: string) => `User: ${operatorArn} is not authorized to perform: ${action} on resource: ${targetRole}`;

  it.each([
    ["tags", "sts:TagSession", tagged],
    ["a source identity", "sts:SetSourceIdentity", named],
  ])("%s need %s", async (_name, action, input) => {
    const sts = await startWith({ trust: { Principal: "*" } });
    expect(await failureOf(assume(sts, operator, input))).toEqual({ outcome: denied, message: message(action) });
    await sts.close();
    const allowing = await startWith({ trust: { Principal: "*", Action: ["sts:AssumeRole", action] } });
    expect(await outcomeOf(assume(allowing, operator, input))).toBe("ok");
  });

  it("an unknown role, an untrusted caller and a wrong external ID get the same answer", async () => {
    const Condition = { StringEquals: { "sts:ExternalId": "right-id" } };
    const sts = await startWith({ trust: { Principal: { AWS: operatorArn }, Condition } });
    const wrongId = await failureOf(assume(sts, operator, { ...call, ExternalId: "wrong-id" }));
    const unknown = await failureOf(assume(sts, operator, { RoleArn: `${targetRole}x` }));
    const untrusted = await failureOf(assume(sts, stranger, { ...call, ExternalId: "right-id" }));
    expect(wrongId).toEqual({ outcome: denied, message: message("sts:AssumeRole") });
    expect(unknown.message).toBe(`${message("sts:AssumeRole")}x`);
    expect(untrusted.message).toBe(message("sts:AssumeRole").replace("ops/operator", "stranger"));
  });

  it("an external ID is no key of sts:TagSession: it needs a statement of its own", async () => {
    const Condition = { StringEquals: { "sts:ExternalId": "right-id" } };
    const input = { ...tagged, ExternalId: "right-id" };
    const together = await startWith({ trust: { Principal: "*", Action: actions, Condition } });
    const first = await failureOf(assume(together, operator, input));
    await together.close();
    const apart = await startWith({
      trust: [{ Principal: "*", Condition }, { Principal: "*", Action: "sts:TagSession" }],
    });
    expect(first.message).toBe(message("sts:TagSession"));
    expect(await outcomeOf(assume(apart, operator, input))).toBe("ok");
  });

  it("a request tag is a key of sts:TagSession, and none of sts:SetSourceIdentity", async () => {
    const Condition = { StringEquals: { "aws:RequestTag/team": "etl" } };
    const sts = await startWith({ trust: { Principal: "*", Action: actions, Condition } });
    expect(await outcomeOf(assume(sts, operator, tagged))).toBe("ok");
    const { message: got } = await failureOf(assume(sts, operator, { ...tagged, SourceIdentity: "anna" }));
    expect(got).toBe(message("sts:SetSourceIdentity"));
  });
});

describe("the caller's own side", () => {
  const allow = (Action: string | string[], Resource = "*") => ({ Version: "2012-10-17", Statement: { Effect: "Allow", Action, Resource } });
  const denies = { Version: "2012-10-17", Statement: { Effect: "Deny", Action: "sts:AssumeRole", Resource: targetRole } };

  it.each([
    ["nothing but S3, trusted by name", { AWS: operatorArn }, allow("s3:*"), "ok"],
    ["nothing but S3, trusted as everybody", "*", allow("s3:*"), "ok"],
    ["nothing but S3, trusted through the account", { AWS: home }, allow("s3:*"), denied],
    ["this role, trusted through the account", { AWS: home }, allow("sts:AssumeRole", targetRole), "ok"],
    ["another role, trusted through the account", { AWS: home }, allow("sts:AssumeRole", `${targetRole}x`), denied],
    ["roles by wildcard, trusted through the account", { AWS: home }, allow("sts:*", "arn:aws:iam::*:role/t*"), "ok"],
    ["a Deny, trusted by name", { AWS: operatorArn }, denies, denied],
  ])("a user that may: %s", async (_name, Principal, permissions, outcome) => {
    const sts = await startWith({ trust: { Principal }, permissions });
    expect(await outcomeOf(assume(sts, operator, call))).toBe(outcome);
  });

  it.each([
    ["everything of STS (the file does not say)", undefined, "ok"],
    ["this role", allow("sts:AssumeRole", awayRole), "ok"],
    ["another role", allow("sts:AssumeRole", shortRole), denied],
    ["nothing but S3", allow("s3:*"), denied],
  ])("across accounts the caller must be allowed: %s", async (_name, permissions, outcome) => {
    const principal = { service: vendingRole, trustPolicy: { Version: "2012-10-17", Statement: { Effect: "Allow", Principal: { AWS: vendingRole }, Action: "sts:AssumeRole" } } };
    const document = {
      accounts: {
        [home]: { roles: { vending: { path: "/service/", permissions, trustPolicy: { Statement: { Effect: "Allow", Principal: { Service: "x" }, Action: "sts:AssumeRole" } } } } },
        [away]: { roles: { reader: { trustPolicy: principal.trustPolicy } } },
      },
    };
    emulator = await startTestEmulator(JSON.stringify(document));
    expect(await outcomeOf(assume(emulator, serviceKeys(emulator), { RoleArn: awayRole }))).toBe(outcome);
  });

  it("across accounts, everybody is trusted and still needs leave of its own", async () => {
    emulator = await startTestEmulator();
    expect(await outcomeOf(assume(emulator, bound, { RoleArn: shortRole }))).toBe("ok");
    const document = { accounts: { [home]: { users: { bound: { accessKeys: [{ id: bound.accessKeyId, secret: bound.secretAccessKey }], permissions: allow("s3:*") } } }, [away]: { roles: { reader: { trustPolicy: { Statement: { Effect: "Allow", Principal: "*", Action: "sts:*" } } } } } } };
    await emulator.close();
    emulator = await startTestEmulator(JSON.stringify(document));
    expect(await outcomeOf(assume(emulator, bound, { RoleArn: awayRole }))).toBe(denied);
  });

  it.each([
    ["allows this role", JSON.stringify(allow("sts:AssumeRole", shortRole)), [], "ok"],
    ["allows another role", JSON.stringify(allow("sts:AssumeRole", awayRole)), [], denied],
    ["allows nothing of STS", JSON.stringify(allow("s3:GetObject")), [], denied],
    ["denies STS", JSON.stringify({ Statement: [{ Effect: "Deny", Action: "sts:*", Resource: "*" }, { Effect: "Allow", Action: "*", Resource: "*" }] }), [], denied],
    ["is AWS's for administrators", undefined, ["AdministratorAccess"], "ok"],
    ["is AWS's for readers", undefined, ["ReadOnlyAccess"], denied],
    ["is AWS's for power users", undefined, ["PowerUserAccess"], "ok"],
  ])("a session whose policy %s", async (_name, Policy, managed, outcome) => {
    emulator = await startTestEmulator();
    const PolicyArns = managed.map((name) => ({ arn: `arn:aws:iam::aws:policy/${name}` }));
    const session = await sessionOf(emulator, operator, { ...(Policy !== undefined && { Policy }), PolicyArns });
    expect(await outcomeOf(assume(emulator, session, { RoleArn: shortRole }))).toBe(outcome);
  });

  it("a session policy does not limit what a trust policy gives to that very session", async () => {
    const trust = { Principal: { AWS: `arn:aws:sts::${home}:assumed-role/middle/me` } };
    const Statement = { Effect: "Allow", Action: "sts:*", Principal: "*" };
    const document = {
      accounts: {
        [home]: {
          users: { operator: { accessKeys: [{ id: operator.accessKeyId, secret: operator.secretAccessKey }] } },
          roles: {
            middle: { trustPolicy: { Statement } },
            target: { trustPolicy: { Statement: { ...Statement, ...trust } } },
            other: { trustPolicy: { Statement: { ...Statement, Principal: { AWS: `arn:aws:iam::${home}:role/middle` } } } },
          },
        },
      },
    };
    emulator = await startTestEmulator(JSON.stringify(document));
    const limited = { RoleArn: `arn:aws:iam::${home}:role/middle`, RoleSessionName: "me", Policy: JSON.stringify(allow("s3:*")) };
    const session = await sessionOf(emulator, operator, limited);
    expect(await outcomeOf(assume(emulator, session, call))).toBe("ok");
    expect(await outcomeOf(assume(emulator, session, { RoleArn: `arn:aws:iam::${home}:role/other` }))).toBe(denied);
  });
});
