import { afterEach, describe, expect, it } from "vitest";
import type { StsEmulator } from "../../../local/sts-emulator/start-sts-emulator.ts";
import {
  assume,
  away,
  awayRole,
  failureOf,
  home,
  operator,
  operatorArn,
  outcomeOf,
  serviceKeys,
  startWithTrust,
  stranger,
  targetRole,
  vendingRole,
} from "./sts-emulator-fixture.ts";

let emulator: StsEmulator | undefined;
afterEach(() => emulator?.close());

const denied = "AccessDenied 403";
const actions = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"];

const startWith = async ({ trust, permissions }: { trust: object | object[]; permissions?: object }) => {
  emulator = await startWithTrust(trust, permissions);
  return emulator;
};

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
    [
      "a Deny for the account",
      [{ Principal: { AWS: operatorArn } }, { Principal: { AWS: home }, Effect: "Deny" }],
      denied,
    ],
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

describe("each action is decided by itself", () => {
  const tagged = { ...call, Tags: [{ Key: "team", Value: "etl" }] };
  const named = { ...call, SourceIdentity: "anna" };
  const message = (action: string) =>
    `User: ${operatorArn} is not authorized to perform: ${action} on resource: ${targetRole}`;

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
      trust: [
        { Principal: "*", Condition },
        { Principal: "*", Action: "sts:TagSession" },
      ],
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
