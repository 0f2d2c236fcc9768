import { afterEach, describe, expect, it } from "vitest";
import type { StsEmulator } from "../../../local/sts-emulator/start-sts-emulator.ts";
import {
  assume,
  away,
  awayRole,
  bound,
  home,
  operator,
  operatorArn,
  outcomeOf,
  serviceKeys,
  sessionOf,
  shortRole,
  startTestEmulator,
  startWithTrust,
  targetRole,
  vendingRole,
} from "./sts-emulator-fixture.ts";

let emulator: StsEmulator | undefined;
afterEach(() => emulator?.close());

const denied = "AccessDenied 403";

const startWith = async ({ trust, permissions }: { trust: object | object[]; permissions?: object }) => {
  emulator = await startWithTrust(trust, permissions);
  return emulator;
};

const call = { RoleArn: targetRole };

describe("the caller's own side", () => {
  const allow = (Action: string | string[], Resource = "*") => ({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Action, Resource },
  });
  const denies = {
    Version: "2012-10-17",
    Statement: { Effect: "Deny", Action: "sts:AssumeRole", Resource: targetRole },
  };

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
    const trusting = {
      trustPolicy: {
        Version: "2012-10-17",
        Statement: { Effect: "Allow", Principal: { AWS: vendingRole }, Action: "sts:AssumeRole" },
      },
    };
    const document = {
      accounts: {
        [home]: {
          roles: {
            vending: {
              path: "/service/",
              permissions,
              trustPolicy: { Statement: { Effect: "Allow", Principal: { Service: "x" }, Action: "sts:AssumeRole" } },
            },
          },
        },
        [away]: { roles: { reader: trusting } },
      },
    };
    emulator = await startTestEmulator(JSON.stringify(document));
    expect(await outcomeOf(assume(emulator, serviceKeys(emulator), { RoleArn: awayRole }))).toBe(outcome);
  });

  it("across accounts, everybody is trusted and still needs leave of its own", async () => {
    emulator = await startTestEmulator();
    expect(await outcomeOf(assume(emulator, bound, { RoleArn: shortRole }))).toBe("ok");
    const document = {
      accounts: {
        [home]: {
          users: {
            bound: {
              accessKeys: [{ id: bound.accessKeyId, secret: bound.secretAccessKey }],
              permissions: allow("s3:*"),
            },
          },
        },
        [away]: {
          roles: { reader: { trustPolicy: { Statement: { Effect: "Allow", Principal: "*", Action: "sts:*" } } } },
        },
      },
    };
    await emulator.close();
    emulator = await startTestEmulator(JSON.stringify(document));
    expect(await outcomeOf(assume(emulator, bound, { RoleArn: awayRole }))).toBe(denied);
  });

  it.each([
    ["allows this role", JSON.stringify(allow("sts:AssumeRole", shortRole)), [], "ok"],
    ["allows another role", JSON.stringify(allow("sts:AssumeRole", awayRole)), [], denied],
    ["allows nothing of STS", JSON.stringify(allow("s3:GetObject")), [], denied],
    [
      "denies STS",
      JSON.stringify({
        Statement: [
          { Effect: "Deny", Action: "sts:*", Resource: "*" },
          { Effect: "Allow", Action: "*", Resource: "*" },
        ],
      }),
      [],
      denied,
    ],
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
            other: {
              trustPolicy: { Statement: { ...Statement, Principal: { AWS: `arn:aws:iam::${home}:role/middle` } } },
            },
          },
        },
      },
    };
    emulator = await startTestEmulator(JSON.stringify(document));
    const limited = {
      RoleArn: `arn:aws:iam::${home}:role/middle`,
      RoleSessionName: "me",
      Policy: JSON.stringify(allow("s3:*")),
    };
    const session = await sessionOf(emulator, operator, limited);
    expect(await outcomeOf(assume(emulator, session, call))).toBe("ok");
    expect(await outcomeOf(assume(emulator, session, { RoleArn: `arn:aws:iam::${home}:role/other` }))).toBe(denied);
  });
});
