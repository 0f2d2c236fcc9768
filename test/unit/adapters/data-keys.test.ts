import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createDataKeys, type DataKeys } from "../../../shared/adapters/data-keys.ts";
import { SealBroken } from "../../../shared/adapters/seal-broken.ts";
import { type AwsReply, type AwsStub, json, jsonError, startAwsStub } from "../../support/aws-stub.ts";
import { stubAwsStores } from "../../support/read-map.ts";

const keyArn = "arn:aws:kms:eu-central-1:999988887777:key/00000000-0000-0000-0000-000000000000";
const EncryptionContext = { purpose: "credential-vending-api shared session" };
const keptMs = 10 * 60_000;
const { signal } = new AbortController();
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

let kms: AwsStub;
/** What KMS has made, by what it is encrypted to. */
let made: Map<string, Uint8Array>;
/** What it answers instead. */
let misbehaves: AwsReply | undefined;
let nowMs: number;

beforeAll(async () => {
  kms = await startAwsStub(({ operation, body }) => {
    if (misbehaves !== undefined) return misbehaves;
    if (operation === "GenerateDataKey") {
      const [key, encrypted] = [randomBytes(32), base64(randomBytes(48))];
      made.set(encrypted, key);
      return json({ KeyId: keyArn, Plaintext: base64(key), CiphertextBlob: encrypted });
    }
    const key = made.get(JSON.parse(body).CiphertextBlob);
    return key === undefined
      ? jsonError("InvalidCiphertextException")
      : json({ KeyId: keyArn, Plaintext: base64(key), EncryptionAlgorithm: "SYMMETRIC_DEFAULT" });
  });
  stubAwsStores(kms.url);
  vi.stubEnv("AWS_ENDPOINT_URL_KMS", kms.url);
});
beforeEach(() => {
  made = new Map();
  nowMs = Date.UTC(2026, 10, 2);
});
afterEach(() => {
  misbehaves = undefined;
  kms.calls.length = 0;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await kms.close();
});

/** What one instance holds. */
const startInstance = () => createDataKeys({ keyArn, region: "eu-central-1", now: () => nowMs });
const asked = () => kms.calls.map(({ operation }) => operation);

/** As a connection that was kept while Lambda froze the process. */
function resetOnce(): void {
  const { answer } = kms;
  kms.answer = () => {
    kms.answer = answer;
    return { resets: true };
  };
}

/** Seals so many times. */
async function seal(keys: DataKeys, uses: number): Promise<void> {
  for (let use = 0; use < uses; use += 1) await keys.current(signal);
}

describe("the key to seal with", () => {
  test("is made by the KMS key that is named, for this purpose", async () => {
    const { key, encrypted } = await startInstance().current(signal);
    expect(made.get(base64(encrypted))).toEqual(Buffer.from(key));
    expect(kms.calls.map(({ body }) => JSON.parse(body))).toEqual([
      { KeyId: keyArn, KeySpec: "AES_256", EncryptionContext },
    ]);
  });

  test.each([
    ["the same until ten minutes have passed", keptMs - 1, 1],
    ["another then", keptMs, 2],
    ["another where the clock was set back by as much", -keptMs, 2],
  ])("is %s", async (_, passedMs, calls) => {
    const keys = startInstance();
    await keys.current(signal);
    nowMs += passedMs;
    await keys.current(signal);
    expect(asked()).toHaveLength(calls);
  });

  test("is one for all who need it at the same time", async () => {
    const keys = startInstance();
    const all = await Promise.all(Array.from({ length: 10 }, () => keys.current(signal)));
    expect(new Set(all.map(({ encrypted }) => encrypted))).toHaveLength(1);
    expect(asked()).toEqual(["GenerateDataKey"]);
  });

  test("is made and opened over a new connection where the one that was kept is dead", async () => {
    const keys = startInstance();
    resetOnce();
    const { encrypted } = await keys.current(signal);
    resetOnce();
    expect(await startInstance().open(encrypted, signal)).toHaveLength(32);
    expect(asked()).toEqual(["GenerateDataKey", "GenerateDataKey", "Decrypt", "Decrypt"]);
  });

  test("is the same for ten thousand uses, and another for the next", async () => {
    const keys = startInstance();
    await seal(keys, 10_000);
    expect(asked()).toHaveLength(1);
    await seal(keys, 10_000);
    expect(asked()).toHaveLength(2);
    await seal(keys, 1);
    expect(asked()).toHaveLength(3);
  });

  test.each<[what: string, reply: AwsReply]>([
    ["is too short", json({ Plaintext: base64(randomBytes(31)), CiphertextBlob: base64(randomBytes(48)) })],
    ["comes without its encrypted form", json({ Plaintext: base64(randomBytes(32)) })],
    ["is not made", jsonError("DisabledException")],
  ])("is none where it %s, and is made the next time", async (_, reply) => {
    misbehaves = reply;
    const keys = startInstance();
    await expect(keys.current(signal)).rejects.toThrow();
    misbehaves = undefined;
    expect((await keys.current(signal)).key).toHaveLength(32);
  });
});

describe("a key that seals what is read", () => {
  test("is opened with the KMS key that is named, for this purpose, and once", async () => {
    const { key, encrypted } = await startInstance().current(signal);
    const keys = startInstance();
    for (let nth = 0; nth < 2; nth += 1)
      expect(Buffer.from(await keys.open(encrypted, signal))).toEqual(made.get(base64(encrypted)));
    expect(key).toHaveLength(32);
    expect(asked()).toEqual(["GenerateDataKey", "Decrypt"]);
    expect(JSON.parse(kms.calls.at(-1)?.body ?? "")).toEqual({
      KeyId: keyArn,
      CiphertextBlob: base64(encrypted),
      EncryptionContext,
    });
  });

  test("is known to the instance that had it made", async () => {
    const keys = startInstance();
    const { key, encrypted } = await keys.current(signal);
    expect(await keys.open(encrypted, signal)).toBe(key);
    expect(asked()).toEqual(["GenerateDataKey"]);
  });

  test.each([
    ["who had it made", true],
    ["who has opened it", false],
  ])("is out of use ten minutes after its KMS key was disabled, for %s", async (_, isOwn) => {
    const maker = startInstance();
    const { encrypted } = await maker.current(signal);
    const keys = isOwn ? maker : startInstance();
    await keys.open(encrypted, signal);
    misbehaves = jsonError("DisabledException");
    nowMs += keptMs - 1;
    expect(await keys.open(encrypted, signal)).toHaveLength(32);
    nowMs += 1;
    await expect(keys.open(encrypted, signal)).rejects.toThrow();
    await expect(keys.current(signal)).rejects.toThrow();
  });

  test.each<[what: string, reply: AwsReply | undefined, says: string]>([
    ["KMS cannot open", undefined, "KMS says InvalidCiphertextException of its data key"],
    ["is another KMS key's", jsonError("IncorrectKeyException"), "KMS says IncorrectKeyException of its data key"],
    ["is empty, or far too long", jsonError("ValidationException"), "KMS says ValidationException of its data key"],
    ["has not 256 bits", json({ Plaintext: base64(randomBytes(16)) }), "its data key has not 256 bits"],
  ])("is refused where it %s, each time", async (_, reply, says) => {
    misbehaves = reply;
    const keys = startInstance();
    for (let nth = 1; nth <= 2; nth += 1) {
      await expect(keys.open(randomBytes(48), signal)).rejects.toEqual(new SealBroken(says));
      expect(asked()).toHaveLength(nth);
    }
  });

  test.each([
    ["is down", jsonError("KMSInternalException", 500)],
    ["throttles", jsonError("ThrottlingException")],
    ["denies the service its right", jsonError("AccessDeniedException")],
    ["has its key disabled", jsonError("DisabledException")],
    ["is about to delete its key", jsonError("KMSInvalidStateException")],
    ["has no such key", jsonError("NotFoundException")],
    ["cuts the connection", { resets: true }],
  ])("is not refused where KMS %s", async (_, reply) => {
    misbehaves = reply;
    const opening = startInstance().open(randomBytes(48), signal);
    await expect(opening).rejects.toThrow();
    await expect(opening).rejects.not.toBeInstanceOf(SealBroken);
  });
});
