import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { createStoredTexts } from "../../../shared/adapters/external-id-stores.ts";
import { createExternalIds } from "../../../shared/adapters/external-ids.ts";
import type { StoredSecretsLimits } from "../../../shared/adapters/stored-secrets.ts";
import type { ExternalIdReference } from "../../../shared/model/policy-document.ts";
import { type AwsReply, type AwsStub, json, jsonError, startAwsStub } from "../../support/aws-stub.ts";
import { startEvenTime } from "../../support/even-time.ts";
import { stubAwsStores } from "../../support/read-map.ts";

let store: AwsStub;
let nowMs: number;
beforeEach(async () => {
  nowMs = 1_000_000;
  store = await startAwsStub();
  stubAwsStores(store.url);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await store.close();
});

const ssm: ExternalIdReference = { ssm: "/vend/reporting/external-id" };
const secret = (member?: string): ExternalIdReference => ({ secret: "vend/archive", member });

const open = (limits: Partial<StoredSecretsLimits> = {}) =>
  createExternalIds({ read: createStoredTexts("eu-central-1"), now: () => nowMs, limits });

const parameter = (value: string) => json({ Parameter: { Name: "n", Value: value, Version: 1 } });
const holds = (reply: AwsReply) => {
  store.answer = () => reply;
};

describe("an external ID", () => {
  test("is read from a parameter, decrypted", async () => {
    holds(parameter("reporting-4711"));
    expect(await open()(ssm)).toBe("reporting-4711");
    expect(store.calls.map(({ operation, body }) => [operation, JSON.parse(body)])).toEqual([
      ["GetParameter", { Name: "/vend/reporting/external-id", WithDecryption: true }],
    ]);
  });

  test.each<[what: string, reference: ExternalIdReference, text: string]>([
    ["whole", secret(), "archive-0815"],
    ["by its member", secret("externalId"), '{"externalId":"archive-0815","other":1}'],
  ])("is read from a secret, %s", async (_what, reference, SecretString) => {
    holds(json({ Name: "vend/archive", SecretString }));
    expect(await open()(reference)).toBe("archive-0815");
    expect(store.calls.map(({ operation, body }) => [operation, JSON.parse(body)])).toEqual([
      ["GetSecretValue", { SecretId: "vend/archive" }],
    ]);
  });

  test.each(["ab", "x".repeat(1_224), "aA0+=,.@:/_-"])("may be %s", async (value) => {
    holds(parameter(value));
    expect(await open()(ssm)).toBe(value);
  });

  test.each(["~", "x".repeat(1_225), "secret id", "secret-id\n", "sécret"])("cannot be %j", async (value) => {
    holds(parameter(value));
    const failure = await failureOf(open()(ssm));
    expect(failure).toMatchObject({
      code: "Internal",
      reason: expect.stringMatching(
        /^the parameter \/vend\/reporting\/external-id holds no external ID as STS takes them/,
      ),
    });
    expect(JSON.stringify(failure)).not.toContain(value);
  });
});

describe("a secret holds none", () => {
  test.each<[what: string, text: string, member: string]>([
    ["of that name", '{"other":"archive-0815"}', "externalId"],
    ["that is text", '{"externalId":815}', "externalId"],
    ["of its own", '{"externalId":"archive-0815"}', "constructor"],
    ["in what is no JSON", "archive-0815", "externalId"],
    ["in what is no object", '"archive-0815"', "length"],
    ["in null", "null", "externalId"],
  ])("%s", async (_what, SecretString, member) => {
    holds(json({ SecretString }));
    const failure = await failureOf(open()(secret(member)));
    expect(failure).toMatchObject({
      code: "Internal",
      reason: `the secret vend/archive#${member} holds no text there`,
    });
    expect(JSON.stringify(failure)).not.toContain("0815");
    expect(failure).not.toHaveProperty("cause");
  });

  test("in bytes", async () => {
    holds(json({ SecretBinary: Buffer.from("archive-0815").toString("base64") }));
    await expect(open()(secret())).rejects.toMatchObject({ reason: "the secret vend/archive holds no text there" });
  });
});

test.each<[what: string, reply: AwsReply, code: string]>([
  ["no such parameter", jsonError("ParameterNotFound"), "Internal"],
  ["no right to it", jsonError("AccessDeniedException"), "Internal"],
  ["no key for it", jsonError("InvalidKeyId"), "Internal"],
  ["a store in trouble", jsonError("InternalServerError", 500), "UpstreamUnavailable"],
  ["too many questions", jsonError("ThrottlingException"), "UpstreamUnavailable"],
  ["a store behind a proxy", { status: 503, body: "no" }, "UpstreamUnavailable"],
  ["a broken connection", { resets: true }, "UpstreamUnavailable"],
])("%s is a fault: %#", async (_what, reply, code) => {
  holds(reply);
  const failure = await failureOf(open()(ssm));
  expect(failure).toMatchObject({
    code,
    reason: expect.stringMatching(/^the parameter \/vend\/reporting\/external-id cannot be read: /),
  });
  expect(failure).not.toHaveProperty("cause");
});

describe("it is kept", () => {
  test("for its time, and asked for once however many need it", async () => {
    holds(parameter("first"));
    const resolve = open({ maxAgeMs: 300_000 });
    expect(await Promise.all([resolve(ssm), resolve(ssm), resolve(ssm)])).toEqual(["first", "first", "first"]);
    holds(parameter("second"));
    nowMs += 299_999;
    expect(await resolve(ssm)).toBe("first");
    expect(store.calls).toHaveLength(1);
    nowMs += 1;
    expect(await resolve(ssm)).toBe("second");
  });

  test("apart from what other references lead to", async () => {
    store.answer = ({ operation, body }) =>
      operation === "GetParameter"
        ? parameter((JSON.parse(body) as { Name: string }).Name.slice(1))
        : json({ SecretString: '{"a":"of-a","b":"of-b"}' });
    const resolve = open();
    const references = [{ ssm: "/one" }, { ssm: "/two" }, { secret: "s", member: "a" }, { secret: "s", member: "b" }];
    const expected = ["one", "two", "of-a", "of-b"];
    expect(await Promise.all(references.map(resolve))).toEqual(expected);
    expect(await Promise.all(references.map(resolve))).toEqual(expected);
    expect(store.calls).toHaveLength(4);
  });

  test("longer while its store is down, which is asked again after a while", async () => {
    holds(parameter("first"));
    const resolve = open({ maxAgeMs: 300_000, retryAfterMs: 5_000 });
    await resolve(ssm);
    holds(jsonError("InternalServerError", 500));
    nowMs += 300_000;
    expect(await resolve(ssm)).toBe("first");
    const asked = store.calls.length;
    nowMs += 4_999;
    expect(await resolve(ssm)).toBe("first");
    expect(store.calls).toHaveLength(asked);
    holds(parameter("second"));
    nowMs += 1;
    expect(await resolve(ssm)).toBe("second");
  });

  test("while its store hangs, which costs a request a moment", async () => {
    holds(parameter("first"));
    const resolve = open({ waitMs: 50 });
    await resolve(ssm);
    onTestFinished(startEvenTime());
    holds({ ...parameter("second"), delayMs: 400 });
    nowMs += 300_000;
    const startedMs = performance.now();
    expect(await resolve(ssm)).toBe("first");
    expect(performance.now() - startedMs).toBeLessThan(100);
    await vi.waitFor(async () => expect(await resolve(ssm)).toBe("second"), 2_000);
  });

  test.each([
    [4_999, 1],
    [5_000, 2],
  ])("not waiting for a question that was frozen: %d ms after it, the store was asked %d times", async (ms, asked) => {
    holds({ ...parameter("thawed"), delayMs: 150 });
    const resolve = open({ frozenAfterMs: 5_000 });
    const frozen = resolve(ssm);
    await vi.waitFor(() => expect(store.calls).toHaveLength(1));
    holds(parameter("fresh"));
    nowMs += ms;
    expect(await resolve(ssm)).toBe(asked === 1 ? "thawed" : "fresh");
    expect(store.calls).toHaveLength(asked);
    expect(await frozen).toBe("thawed");
  });

  test("no longer once its store has said that there is none", async () => {
    holds(parameter("first"));
    const resolve = open();
    await resolve(ssm);
    holds(jsonError("ParameterNotFound"));
    nowMs += 300_000;
    await expect(resolve(ssm)).rejects.toMatchObject({ code: "Internal" });
  });

  test("no longer once there is another that is none", async () => {
    holds(parameter("first"));
    const resolve = open();
    await resolve(ssm);
    holds(parameter("no external id"));
    nowMs += 300_000;
    await expect(resolve(ssm)).rejects.toMatchObject({ code: "Internal" });
    holds(jsonError("InternalServerError", 500));
    nowMs += 5_000;
    await expect(resolve(ssm)).rejects.toMatchObject({ code: "UpstreamUnavailable" });
  });

  test("not where it was never had: the store is asked again after a while", async () => {
    holds(jsonError("ParameterNotFound"));
    const resolve = open({ retryAfterMs: 5_000 });
    await expect(resolve(ssm)).rejects.toThrow();
    holds(parameter("first"));
    nowMs += 4_999;
    await expect(resolve(ssm)).rejects.toThrow();
    nowMs += 1;
    expect(await resolve(ssm)).toBe("first");
  });
});

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return await work.then(
    () => undefined,
    (error: unknown) => error,
  );
}
