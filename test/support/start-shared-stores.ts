import { CreateTableCommand, DynamoDBClient, UpdateTimeToLiveCommand } from "@aws-sdk/client-dynamodb";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";

export const sharedTable = "vend-sessions";

const region = "eu-central-1";
const credentials = { accessKeyId: "AKIAADMIN", secretAccessKey: "admin+secret/EXAMPLEKEYadminsecretEXAMPL" };

/** What an administrator has of the table and the keys of sessions that are shared. */
export interface SharedStores {
  readonly dynamodb: DynamoDBClient;
  readonly keyArn: string;
  readonly makeKey: () => Promise<string>;
}

/** Makes table and key as `serverless.yml` and an administrator do, in what answers at this address. */
export async function startSharedStores(endpoint: string): Promise<SharedStores> {
  const dynamodb = new DynamoDBClient({ region, endpoint, credentials });
  const kms = new KMSClient({ region, endpoint, credentials });
  const makeKey = async () => (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? "";
  await dynamodb.send(
    new CreateTableCommand({
      TableName: sharedTable,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    }),
  );
  const TimeToLiveSpecification = { AttributeName: "expiresAt", Enabled: true };
  await dynamodb.send(new UpdateTimeToLiveCommand({ TableName: sharedTable, TimeToLiveSpecification }));
  return { dynamodb, keyArn: await makeKey(), makeKey };
}
