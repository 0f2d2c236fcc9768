import { CreateTableCommand, DynamoDBClient, UpdateTimeToLiveCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe } from "vitest";
import { describeReplayStore, replayTable } from "../support/describe-replay-store.ts";
import { hasMoto, type Moto, startMoto } from "./start-moto.ts";

describe.skipIf(!hasMoto)("a table in moto's DynamoDB", () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
    const dynamodb = new DynamoDBClient({
      region: "eu-central-1",
      endpoint: moto.url,
      credentials: { accessKeyId: "AKIAADMIN", secretAccessKey: "admin+secret/EXAMPLEKEYadminsecretEXAMPL" },
    });
    await dynamodb.send(
      new CreateTableCommand({
        TableName: replayTable,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      }),
    );
    const TimeToLiveSpecification = { AttributeName: "expiresAt", Enabled: true };
    await dynamodb.send(new UpdateTimeToLiveCommand({ TableName: replayTable, TimeToLiveSpecification }));
  }, 60_000);
  afterAll(async () => {
    await moto?.stop();
  });

  describeReplayStore(() => moto.url);
});
