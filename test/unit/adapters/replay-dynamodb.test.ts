import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createReplayStore } from "../../../shared/adapters/replay-store.ts";
import { type AwsReply, type AwsStub, json, jsonError, startAwsStub } from "../../support/aws-stub.ts";
import { aUse, openReplayStore } from "../../support/describe-replay-store.ts";
import { startEvenTime } from "../../support/even-time.ts";

let table: AwsStub;
let endEvenTime: () => void;
beforeEach(async () => {
  endEvenTime = startEvenTime();
  table = await startAwsStub();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await table.close();
  endEvenTime();
});

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );
const sent = (index: number) => JSON.parse(table.calls[index]?.body ?? "{}");
const short = { attemptTimeoutMs: 300, totalTimeoutMs: 3_000 };

describe("a claim", () => {
  test("is one conditional write that holds nothing of the token", async () => {
    table.answer = () => json({});
    const use = aUse({ identity: JSON.stringify(["https://idp.test", "the-jti"]) });
    expect(await openReplayStore(table.url).claim(use)).toBe(true);
    expect(table.calls.map(({ operation }) => operation)).toEqual(["PutItem"]);
    expect(sent(0)).toEqual({
      TableName: "vend-replay",
      Item: {
        pk: { S: expect.stringMatching(/^[0-9a-f]{64}$/) },
        claimId: { S: expect.stringMatching(/^[0-9a-f-]{36}$/) },
        expiresAt: { N: String(use.expiresAtMs / 1_000 + 300) },
      },
      ConditionExpression: "attribute_not_exists(pk) OR expiresAt <= :now",
      ExpressionAttributeValues: { ":now": { N: String(Date.UTC(2026, 9, 7, 5, 0, 0) / 1_000) } },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    expect(table.calls[0]?.body).not.toContain("the-jti");
  });

  test.each<[what: string, reply: AwsReply]>([
    ["broke", { resets: true }],
    ["was too late", { delayMs: 300 }],
    ["was an error", { status: 500 }],
  ])("whose first answer %s is still the first, where its own write is what stands there", async (_what, reply) => {
    table.answer = () => {
      if (table.calls.length === 1) return reply;
      return json(
        {
          __type: "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
          Item: sent(0).Item,
        },
        400,
      );
    };
    const limits = { attemptTimeoutMs: 200, totalTimeoutMs: 2_000 };
    expect(await openReplayStore(table.url, { limits }).claim(aUse())).toBe(true);
    expect(sent(1)).toEqual(sent(0));
  });

  test.each<[what: string, item: object | undefined]>([
    ["another's", { claimId: { S: "of another" } }],
    ["no claim of this service", { pk: { S: "x" } }],
    ["not told", undefined],
  ])("is not the first where what stands there is %s", async (_what, Item) => {
    table.answer = () =>
      json({ __type: "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", ...(Item && { Item }) }, 400);
    expect(await openReplayStore(table.url).claim(aUse())).toBe(false);
    expect(table.calls).toHaveLength(1);
  });
});

describe("a table that cannot tell", () => {
  test.each<[what: string, reply: AwsReply, attempts: number, reason: RegExp]>([
    ["hangs", { delayMs: 5_000 }, 2, /AbortError|TimeoutError/],
    [
      "stalls",
      { stalls: true, body: "{}", headers: { "content-length": "2" } },
      2,
      /AbortError|TimeoutError|ECONNRESET/,
    ],
    ["breaks off", { resets: true }, 2, /ECONNRESET/],
    ["fails", jsonError("InternalServerError", 500), 2, /InternalServerError HTTP 500/],
    ["is behind a proxy", { status: 502, body: "<html>" }, 2, /HTTP 502/],
    ["is throttled", jsonError("ThrottlingException"), 2, /ThrottlingException HTTP 400/],
    ["has no capacity", jsonError("ProvisionedThroughputExceededException"), 2, /ProvisionedThroughput/],
    ["lets nobody in", jsonError("AccessDeniedException"), 1, /AccessDeniedException HTTP 400/],
    ["knows no such key", jsonError("UnrecognizedClientException"), 1, /UnrecognizedClientException/],
  ])("%s: nobody is the first", async (_what, reply, attempts, reason) => {
    table.answer = () => reply;
    const store = openReplayStore(table.url, { limits: short });
    await store.release(aUse());
    const failure = await failureOf(store.claim(aUse()));
    expect(failure).toMatchObject({
      code: "UpstreamUnavailable",
      retryAfterSeconds: 2,
      reason: expect.stringMatching(reason),
    });
    expect(failure).not.toHaveProperty("cause");
    expect(table.calls).toHaveLength(attempts);
  });

  test("is not waited for beyond the whole time, whatever an attempt may take", async () => {
    table.answer = () => ({ delayMs: 5_000 });
    const limits = { attemptTimeoutMs: 4_000, totalTimeoutMs: 150 };
    const failure = await failureOf(openReplayStore(table.url, { limits }).claim(aUse()));
    expect(failure).toMatchObject({ code: "UpstreamUnavailable", reason: expect.stringMatching(/AbortError/) });
    expect(table.calls).toHaveLength(1);
  });

  test("is not there", async () => {
    const { url } = table;
    await table.close();
    const failure = await failureOf(openReplayStore(url, { limits: short }).claim(aUse()));
    expect(failure).toMatchObject({ code: "UpstreamUnavailable", reason: expect.stringMatching(/ECONNREFUSED/) });
    table = await startAwsStub();
  });

  test("says nothing of what was signed", async () => {
    const message = "the canonical request was service-session-token-EXAMPLE";
    table.answer = () => jsonError("InvalidSignatureException", 400, message);
    const failure = await failureOf(openReplayStore(table.url).claim(aUse()));
    expect(failure).toMatchObject({ reason: expect.stringMatching(/InvalidSignatureException/) });
    expect(JSON.stringify(failure)).not.toContain("EXAMPLE");
  });
});

describe("a release", () => {
  test("removes what this claim wrote, and nothing else", async () => {
    table.answer = () => json({});
    const [use, store] = [aUse(), openReplayStore(table.url)];
    await store.claim(use);
    await store.release(use);
    expect(table.calls[1]?.operation).toBe("DeleteItem");
    expect(sent(1)).toEqual({
      TableName: "vend-replay",
      Key: { pk: sent(0).Item.pk },
      ConditionExpression: "claimId = :claimId",
      ExpressionAttributeValues: { ":claimId": sent(0).Item.claimId },
    });
  });

  test("of what was not claimed here asks nobody", async () => {
    await openReplayStore(table.url).release(aUse());
    expect(table.calls).toEqual([]);
  });

  test.each<[what: string, reply: AwsReply]>([
    ["hangs", { delayMs: 5_000 }],
    ["fails", { status: 500 }],
    ["says that another's stands there", jsonError("ConditionalCheckFailedException")],
  ])("never fails, where the table %s", async (_what, reply) => {
    table.answer = ({ operation }) => (operation === "PutItem" ? json({}) : reply);
    const [use, store] = [
      aUse(),
      openReplayStore(table.url, { limits: { attemptTimeoutMs: 300, totalTimeoutMs: 600 } }),
    ];
    await store.claim(use);
    await expect(store.release(use)).resolves.toBeUndefined();
  });
});

test("without a table nobody is the first, and there is nothing to release", async () => {
  const store = createReplayStore({ table: undefined, region: "eu-central-1", now: Date.now });
  await expect(store.claim(aUse())).rejects.toMatchObject({ code: "UpstreamUnavailable" });
  await expect(store.release(aUse())).resolves.toBeUndefined();
});
