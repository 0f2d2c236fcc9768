import { GetWebIdentityTokenCommand, type GetWebIdentityTokenCommandInput } from "@aws-sdk/client-sts";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterEach, describe, expect, it } from "vitest";
import type { StsEmulator } from "../../../local/sts-emulator/start-sts-emulator.ts";
import {
  accountsYaml,
  clientOf,
  failureOf,
  home,
  serviceKeys,
  startTestEmulator,
  vendingRole,
} from "./sts-emulator-fixture.ts";

let emulator: StsEmulator;
afterEach(() => emulator.close());

const federating = accountsYaml.replace(`"${home}":`, `"${home}":\n    outboundWebIdentityFederation: true`);
const limited = federating.replace(
  "      vending:\n",
  `      vending:
        permissions:
          Version: "2012-10-17"
          Statement:
            Effect: Allow
            Action: sts:GetWebIdentityToken
            Resource: "*"
            Condition:
              "ForAllValues:StringEquals": { "sts:IdentityTokenAudience": ["https://a.example"] }
              StringEquals: { "sts:SigningAlgorithm": ES384 }
              NumericLessThanEquals: { "sts:DurationSeconds": "300" }
`,
);

async function ask(input: Partial<GetWebIdentityTokenCommandInput> = {}) {
  const baseline = { Audience: ["https://a.example"], SigningAlgorithm: "ES384" };
  return await clientOf(emulator, serviceKeys(emulator)).send(
    new GetWebIdentityTokenCommand({ ...baseline, ...input }),
  );
}

describe("GetWebIdentityToken", () => {
  it.each(["ES384", "RS256"])("makes a token of %s that the published key proves", async (SigningAlgorithm) => {
    emulator = await startTestEmulator(federating);
    const { WebIdentityToken: token = "", Expiration: expiration } = await ask({
      SigningAlgorithm,
      DurationSeconds: 60,
    });
    const keys = createRemoteJWKSet(new URL(`${emulator.url}/.well-known/jwks.json`));
    const { payload, protectedHeader } = await jwtVerify(token, keys);
    expect(protectedHeader).toMatchObject({ alg: SigningAlgorithm, typ: "JWT" });
    expect(payload).toMatchObject({
      iss: `https://00000000-0000-4000-8000-${home}.tokens.sts.global.api.aws`,
      aud: "https://a.example",
      sub: vendingRole,
      exp: (payload.iat ?? 0) + 60,
      jti: expect.any(String),
      "https://sts.amazonaws.com/": {
        aws_account: home,
        source_region: "eu-central-1",
        principal_id: vendingRole,
        org_id: "o-exampleorgid",
        principal_tags: { Heart: "role", star: "role" },
      },
    });
    expect(expiration?.getTime()).toBe((payload.exp ?? 0) * 1_000);
  });

  it("lists several audiences, and lives five minutes where nothing is said", async () => {
    emulator = await startTestEmulator(federating);
    const { WebIdentityToken: token = "" } = await ask({ Audience: ["a", "b"] });
    const payload = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
    expect(payload).toMatchObject({ aud: ["a", "b"], exp: payload.iat + 300 });
  });

  it.each<[input: Partial<GetWebIdentityTokenCommandInput>, message: RegExp]>([
    [{ Audience: [] }, /audience/],
    [{ Audience: Array.from({ length: 11 }, () => "a") }, /audience.*less than or equal to 10/],
    [{ Audience: ["a".repeat(1001)] }, /audience\.1\.member.*less than or equal to 1000/],
    [{ DurationSeconds: 59 }, /durationSeconds.*greater than or equal to 60/],
    [{ DurationSeconds: 3_601 }, /durationSeconds.*less than or equal to 3600/],
    [{ SigningAlgorithm: "ES256" }, /signingAlgorithm/],
  ])("refuses %o", async (input, message) => {
    emulator = await startTestEmulator(federating);
    const failure = await failureOf(ask(input));
    expect(failure.outcome).toBe("ValidationError 400");
    expect(failure.message).toMatch(message);
  });

  it("refuses what is not emulated", async () => {
    emulator = await startTestEmulator(federating);
    expect(await failureOf(ask({ Tags: [{ Key: "a", Value: "b" }] }))).toMatchObject({
      outcome: "InvalidParameterValue 400",
    });
  });

  it("refuses all where the account has not enabled it", async () => {
    emulator = await startTestEmulator();
    expect(await failureOf(ask())).toMatchObject({ outcome: "OutboundWebIdentityFederationDisabledException 403" });
  });

  it.each<[input: Partial<GetWebIdentityTokenCommandInput>, outcome: string]>([
    [{}, "ok"],
    [{ Audience: ["https://b.example"] }, "AccessDenied 403"],
    [{ Audience: ["https://a.example", "https://b.example"] }, "AccessDenied 403"],
    [{ SigningAlgorithm: "RS256" }, "AccessDenied 403"],
    [{ DurationSeconds: 301 }, "AccessDenied 403"],
  ])("keeps to the caller's own policies: %o is %s", async (input, outcome) => {
    emulator = await startTestEmulator(limited);
    expect(await failureOf(ask(input))).toMatchObject({ outcome });
  });
});
