import { describe, expect, test } from "vitest";
import { fetchCredentials } from "../../../../clients/node/fetch-credentials.ts";
import { readSettings } from "../../../../clients/node/read-settings.ts";
import type { VendOptions } from "../../../../clients/node/vend-options.ts";
import { temporaryFiles } from "../../cli/run-vend.ts";
import { answer, grants, type Step, scriptedService } from "./scripted-service.ts";

const file = temporaryFiles();

/** An identity provider and a service, and what the one gets with a token of the other. */
async function start(tokenSteps: readonly [Step, ...Step[]], serviceSteps: readonly [Step, ...Step[]] = [grants]) {
  const provider = await scriptedService(tokenSteps);
  const service = await scriptedService(serviceSteps);
  const open = (options: VendOptions = {}) =>
    readSettings(
      { url: service.url, tokenUrl: `${provider.url}/token`, clientId: "me", clientSecret: "s3", ...options },
      {},
    );
  return { provider, service, open };
}

const gives = (token: string, more: object = { token_type: "Bearer", expires_in: 3600 }) =>
  answer(200, { access_token: token, ...more });
const unauthorized = answer(401, { code: "InvalidToken", message: "The token is not valid here" });

test("the token request is authenticated by Basic, with id and secret form-encoded", async () => {
  const { provider, service, open } = await start([gives("first")]);
  const clientSecretFile = file("secret", "a+b c:%é\n");
  await fetchCredentials(
    open({
      clientId: "m e:",
      clientSecret: undefined,
      clientSecretFile,
      tokenScope: "vend read",
      tokenAudience: "https://vend.example",
    }),
  );
  expect(provider.arrived).toMatchObject([{ method: "POST", path: "/token" }]);
  const { headers, body } = provider.arrived[0] ?? { headers: {}, body: "" };
  expect(Buffer.from(headers.authorization?.slice("Basic ".length) ?? "", "base64").toString()).toBe(
    "m+e%3A:a%2Bb+c%3A%25%C3%A9",
  );
  expect(headers).toMatchObject({ "content-type": "application/x-www-form-urlencoded", accept: "application/json" });
  expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
    grant_type: "client_credentials",
    scope: "vend read",
    audience: "https://vend.example",
    resource: "https://vend.example",
  });
  expect(service.arrived[0]?.headers.authorization).toBe("Bearer first");
});

test("an audience that is no URI is no resource", async () => {
  const { provider, open } = await start([gives("first")]);
  await fetchCredentials(open({ tokenAudience: "vend" }));
  expect(provider.arrived[0]?.body).toBe("grant_type=client_credentials&audience=vend");
});

describe("a token is kept", () => {
  test.each([
    ["until a minute before its end", { expires_in: 3600 }, 1],
    ["in digits as well", { expires_in: "3600" }, 1],
    ["not within that minute", { expires_in: 60 }, 2],
    ["not where its life is not told", {}, 2],
  ])("%s", async (_, more, requests) => {
    const { provider, open } = await start([gives("first", more)]);
    const settings = open();
    await fetchCredentials(settings);
    await fetchCredentials(settings);
    expect(provider.arrived).toHaveLength(requests);
  });

  test("not after the service has refused it: another is asked for, once", async () => {
    const { service, open } = await start([gives("first"), gives("second")], [unauthorized, grants]);
    await fetchCredentials(open());
    expect(service.arrived.map(({ headers }) => headers.authorization)).toEqual(["Bearer first", "Bearer second"]);
    const refused = await start([gives("first")], [unauthorized]);
    await expect(fetchCredentials(refused.open())).rejects.toThrow("401 InvalidToken: The token is not valid here");
    expect(refused.service.arrived).toHaveLength(2);
  });
});

test.each<[string, Step, string, number]>([
  [
    "a refusal",
    answer(401, { error: "invalid_client", error_description: "Unknown" }),
    "answered 401 invalid_client: Unknown",
    1,
  ],
  ["another kind of token", gives("first", { token_type: "DPoP" }), "gave a token that is not a bearer token", 1],
  ["a token that is none", gives("a b"), "holds something other than one token", 1],
  ["no token", answer(200, {}), "answered without a token after 4 attempts", 4],
  ["an outage", answer(503, "down"), "answered 503 without a reason after 4 attempts", 4],
])("%s is told as the identity provider's", async (_, step, sentence, requests) => {
  const { provider, service, open } = await start([step]);
  await expect(fetchCredentials(open())).rejects.toThrow(
    expect.objectContaining({
      message: expect.stringMatching(new RegExp(`the identity provider ${provider.url} ${sentence}$`)),
    }),
  );
  expect(provider.arrived).toHaveLength(requests);
  expect(service.arrived).toEqual([]);
});

test("what the identity provider repeats of the secret is not shown", async () => {
  const clientSecret = "s3cret of/mine";
  const basic = Buffer.from("me:s3cret+of%2Fmine").toString("base64");
  const said = `no ${clientSecret}, no s3cret+of%2Fmine, no Basic ${basic}`;
  const { open } = await start([answer(401, { error: "invalid_client", error_description: said })]);
  await expect(fetchCredentials(open({ clientSecret }))).rejects.toThrow(
    /: no \(token\), no \(token\), no Basic \(token\)$/,
  );
});

test.each([
  ["missing", undefined, "cannot be read: there is no such file"],
  ["empty", "\n", "is empty"],
])("a secret file that is %s", async (name, text, sentence) => {
  const { open } = await start([gives("first")]);
  const clientSecretFile = file(`secret-${name}`, text);
  await expect(fetchCredentials(open({ clientSecret: undefined, clientSecretFile }))).rejects.toThrow(
    `the client secret file ${clientSecretFile} ${sentence}`,
  );
});
