import type { webcrypto } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  AssumeRoleWithWebIdentityCommand,
  type AssumeRoleWithWebIdentityCommandInput,
  GetCallerIdentityCommand,
} from "@aws-sdk/client-sts";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StsEmulator } from "../../../local/sts-emulator/start-sts-emulator.ts";
import { assume, clientOf, failureOf, home, keysOf, outcomeOf, startTestEmulator } from "./sts-emulator-fixture.ts";

const issuer = "https://idp.example/realm";
const provider = `arn:aws:iam::${home}:oidc-provider/idp.example/realm`;
const role = (name: string) => `arn:aws:iam::${home}:role/${name}`;
const nowSeconds = () => Math.floor(Date.now() / 1000);

let emulator: StsEmulator;
let keyServer: Server;
type Claims = Record<string, unknown>;
let sign: (claims?: Claims, header?: object) => Promise<string>;
let signWithStranger: typeof sign;

beforeAll(async () => {
  const [own, strange] = await Promise.all([generateKeyPair("ES256"), generateKeyPair("ES256")]);
  const jwk = { ...(await exportJWK(own.publicKey)), kid: "k1", alg: "ES256" };
  keyServer = createServer((_, response) => response.end(JSON.stringify({ keys: [jwk] })));
  await new Promise<void>((resolve) => keyServer.listen(0, "127.0.0.1", resolve));
  const { port } = keyServer.address() as AddressInfo;
  const signer =
    (key: webcrypto.CryptoKey) =>
    (claims: Claims = {}, header: object = {}) =>
      new SignJWT({ iss: issuer, sub: "runner", aud: "client-1", iat: nowSeconds(), exp: nowSeconds() + 60, ...claims })
        .setProtectedHeader({ alg: "ES256", kid: "k1", ...header })
        .sign(key);
  sign = signer(own.privateKey);
  signWithStranger = signer(strange.privateKey);
  const trust = (
    condition: object,
    Action: string | string[] = "sts:AssumeRoleWithWebIdentity",
    Federated = provider,
  ) => ({
    trustPolicy: {
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Principal: { Federated }, Action, Condition: condition },
    },
  });
  const document = {
    accounts: {
      [home]: {
        oidcProviders: {
          [issuer]: { audiences: ["client-1", "client-2"], jwks: { keys: [jwk] } },
          "http://127.0.0.1/remote": { audiences: ["client-1"], jwksUri: `http://127.0.0.1:${port}/keys` },
          "http://127.0.0.1/dead": { audiences: ["client-1"], jwksUri: "http://127.0.0.1:1/keys" },
        },
        roles: {
          any: trust({}),
          sub: trust({ StringEquals: { "idp.example/realm:sub": "runner", "idp.example/realm:aud": "client-1" } }),
          amr: trust({ "ForAnyValue:StringEquals": { "idp.example/realm:amr": "mfa" } }),
          claim: trust({ StringEquals: { "idp.example/realm:team": "etl" } }),
          oaud: trust({ StringEquals: { "idp.example/realm:aud": "client-2", "idp.example/realm:oaud": "app" } }),
          tagged: trust({}, "sts:*"),
          remote: trust({}, "sts:*", `arn:aws:iam::${home}:oidc-provider/127.0.0.1/remote`),
          dead: trust({}, "sts:*", `arn:aws:iam::${home}:oidc-provider/127.0.0.1/dead`),
          next: {
            trustPolicy: {
              Version: "2012-10-17",
              Statement: {
                Effect: "Allow",
                Principal: { AWS: role("tagged") },
                Action: "sts:AssumeRole",
                Condition: {},
              },
            },
          },
        },
      },
      "444455556666": {
        roles: {
          far: { trustPolicy: { Statement: { Effect: "Allow", Principal: { Federated: provider }, Action: "sts:*" } } },
        },
      },
    },
  };
  emulator = await startTestEmulator(JSON.stringify(document));
});
afterAll(async () => {
  await emulator.close();
  keyServer.close();
});

/** With keys that nobody knows: this action is not signed, and they must not matter. */
const client = () => clientOf(emulator, { accessKeyId: "none", secretAccessKey: "none" });
const exchange = (token: string, name = "any", input: Partial<AssumeRoleWithWebIdentityCommandInput> = {}) =>
  client().send(
    new AssumeRoleWithWebIdentityCommand({
      RoleArn: role(name),
      RoleSessionName: "session",
      WebIdentityToken: token,
      ...input,
    }),
  );

const denied = "AccessDenied 403";
const invalid = "InvalidIdentityTokenException 400";

describe("AssumeRoleWithWebIdentity", () => {
  it("gives a session, and says whose token it was", async () => {
    const given = await exchange(await sign());
    expect(given.AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${home}:assumed-role/any/session`);
    expect([given.Provider, given.Audience, given.SubjectFromWebIdentityToken]).toEqual([
      provider,
      "client-1",
      "runner",
    ]);
    expect(given.PackedPolicySize).toBeUndefined();
    const identity = await clientOf(emulator, keysOf(given.Credentials)).send(new GetCallerIdentityCommand({}));
    expect(identity.Arn).toBe(given.AssumedRoleUser?.Arn);
  });

  const rows: [name: string, claims: Claims, role: string, outcome: string][] = [
    ["subject and audience that are asked for", {}, "sub", "ok"],
    ["another subject", { sub: "other" }, "sub", denied],
    ["another audience that the provider knows", { aud: "client-2" }, "sub", denied],
    ["another audience that the provider knows, nothing asked", { aud: "client-2" }, "any", "ok"],
    ["an audience that the provider does not know", { aud: "client-3" }, "any", invalid],
    ["a list with a known audience", { aud: ["client-3", "client-1"] }, "any", "ok"],
    ["an authorized party instead of the audience", { aud: "app", azp: "client-2" }, "oaud", "ok"],
    ["an authorized party that is not known", { aud: "client-1", azp: "client-3" }, "any", invalid],
    ["how somebody signed in", { amr: ["pwd", "mfa"] }, "amr", "ok"],
    ["how somebody else signed in", { amr: ["pwd"] }, "amr", denied],
    ["a claim that is no condition key at AWS", { team: "etl" }, "claim", denied],
    ["an issuer without a provider", { iss: "https://idp.example" }, "any", invalid],
    ["an issuer that differs by a slash", { iss: `${issuer}/` }, "any", invalid],
    ["a token that expires later", { exp: nowSeconds() + 3600 }, "any", "ok"],
    ["a token that has expired", { exp: nowSeconds() - 1 }, "any", "ExpiredTokenException 400"],
    ["a token that is not valid yet", { nbf: nowSeconds() + 60 }, "any", invalid],
    ["no expiry", { exp: undefined }, "any", invalid],
    ["no issue time", { iat: undefined }, "any", invalid],
    ["no subject", { sub: undefined }, "any", invalid],
    ["a provider of the role's account only", {}, "../444455556666", denied],
    ["tags that may be set", { "https://aws.amazon.com/tags": { principal_tags: { team: ["etl"] } } }, "tagged", "ok"],
    [
      "tags that may not be set",
      { "https://aws.amazon.com/tags": { principal_tags: { team: ["etl"] } } },
      "any",
      denied,
    ],
    [
      "tags with two values",
      { "https://aws.amazon.com/tags": { principal_tags: { team: ["etl", "ops"] } } },
      "tagged",
      invalid,
    ],
    ["a source identity that may be set", { "https://aws.amazon.com/source_identity": "anna" }, "tagged", "ok"],
    ["a source identity that may not be set", { "https://aws.amazon.com/source_identity": "anna" }, "any", denied],
    ["a key set that is fetched", { iss: "http://127.0.0.1/remote" }, "remote", "ok"],
    [
      "a key set that cannot be fetched",
      { iss: "http://127.0.0.1/dead" },
      "dead",
      "IDPCommunicationErrorException 400",
    ],
  ];
  it.each(rows)("%s", async (_name, claims, name, outcome) => {
    expect(await outcomeOf(exchange(await sign(claims), name))).toBe(outcome);
  });

  it("a provider of another account is none of this role's", async () => {
    const far = { RoleArn: "arn:aws:iam::444455556666:role/far" };
    expect(await failureOf(exchange(await sign(), "any", far))).toEqual({
      outcome: invalid,
      message: `No OpenIDConnect provider found in your account for ${issuer}`,
    });
  });

  it.each([
    ["another key under the same id", () => signWithStranger()],
    ["a key id that is not in the set", () => sign({}, { kid: "k2" })],
    ["three words", () => Promise.resolve("not.a.token")],
    ["no JWT at all", () => Promise.resolve("nonsense")],
    [
      "an algorithm of no signature",
      async () => `${Buffer.from('{"alg":"none"}').toString("base64url")}.${(await sign()).split(".")[1]}.`,
    ],
  ])("%s", async (_name, token) => {
    expect(await outcomeOf(exchange(await token()))).toBe(invalid);
  });

  it("a role that is not there, one that does not trust the provider and one for others get the same answer", async () => {
    const token = await sign();
    const message = "Not authorized to perform sts:AssumeRoleWithWebIdentity";
    expect(await failureOf(exchange(token, "nobody"))).toEqual({ outcome: denied, message });
    expect(await failureOf(exchange(token, "remote"))).toEqual({ outcome: denied, message });
    expect(await failureOf(exchange(token, "claim"))).toEqual({ outcome: denied, message });
  });

  it("a token has 4 to 20000 characters, and is never repeated", async () => {
    const failure = await failureOf(exchange("x".repeat(20_001)));
    expect(failure.outcome).toBe("ValidationError 400");
    expect(failure.message).not.toContain("xxx");
    expect(await outcomeOf(exchange("x".repeat(20_000)))).toBe(invalid);
    expect(await outcomeOf(exchange("abc"))).toBe("ValidationError 400");
  });

  it("the rules of AssumeRole hold: name, duration, maximum, policy", async () => {
    const token = await sign();
    const outcomes = await Promise.all(
      [
        { RoleSessionName: "a" },
        { DurationSeconds: 899 },
        { DurationSeconds: 3601 },
        { DurationSeconds: 3600 },
        { Policy: "{" },
      ].map((input) => outcomeOf(exchange(token, "any", input))),
    );
    expect(outcomes).toEqual([
      "ValidationError 400",
      "ValidationError 400",
      "ValidationError 400",
      "ok",
      "MalformedPolicyDocumentException 400",
    ]);
  });

  it("what the token set goes on down the chain", async () => {
    const claims = {
      "https://aws.amazon.com/tags": { principal_tags: { team: "etl" }, transitive_tag_keys: ["team"] },
      "https://aws.amazon.com/source_identity": "anna",
    };
    const given = await exchange(await sign(claims), "tagged");
    expect(given.SourceIdentity).toBe("anna");
    const { message } = await failureOf(assume(emulator, keysOf(given.Credentials), { RoleArn: role("next") }));
    expect(message).toContain("is not authorized to perform: sts:SetSourceIdentity");
  });
});
