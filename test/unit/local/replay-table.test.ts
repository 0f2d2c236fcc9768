import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ReplayTable, startReplayTable } from "../../../local/start-replay-table.ts";
import { describeReplayStore, replayTable } from "../../support/describe-replay-store.ts";

let table: ReplayTable;
beforeAll(async () => {
  table = await startReplayTable(replayTable);
});
afterAll(() => table.close());

describe("the local stack's table", () => {
  describeReplayStore(() => table.url);

  test.each<[what: string, operation: string, call: object]>([
    ["another operation", "GetItem", { Key: { pk: { S: "a" } } }],
    ["a write without a condition", "PutItem", { Item: { pk: { S: "a" } } }],
    [
      "a write with another condition",
      "PutItem",
      { Item: { pk: { S: "a" } }, ConditionExpression: "attribute_exists(pk)" },
    ],
    [
      "an item without a key",
      "PutItem",
      { Item: {}, ConditionExpression: "attribute_not_exists(pk) OR expiresAt <= :now" },
    ],
    ["a deletion without a condition", "DeleteItem", { Key: { pk: { S: "a" } } }],
    ["a deletion without a key", "DeleteItem", { ConditionExpression: "claimId = :claimId" }],
  ])("refuses %s", async (_what, operation, call) => {
    const response = await fetch(table.url, {
      method: "POST",
      headers: { "x-amz-target": `DynamoDB_20120810.${operation}` },
      body: JSON.stringify({ TableName: replayTable, ...call }),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: "com.amazonaws.dynamodb.v20120810#ValidationException" });
  });
});
