import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Stands in for the DynamoDB table that remembers what was used. */
export interface ReplayTable {
  /** For `AWS_ENDPOINT_URL_DYNAMODB`. */
  readonly url: string;
  close(): Promise<void>;
}

/** As DynamoDB writes a value: its type and its text. */
interface AttributeValue {
  readonly S?: string;
  readonly N?: string;
}
type Item = Readonly<Record<string, AttributeValue | undefined>>;

interface Reply {
  readonly status: number;
  readonly body: object;
}

/**
 * Starts a table on 127.0.0.1 that knows the two calls which the service makes, in DynamoDB's own wire format, with exactly the
 * conditions that it sends: a call that asks anything else is refused rather than answered wrongly.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
 */
export async function startReplayTable(tableName: string): Promise<ReplayTable> {
  const items = new Map<string, Item>();
  const server = createServer((request, response) => {
    answer(request, response, (operation, body) => answerCall(items, tableName, operation, body)).catch(() =>
      response.destroy(),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Call {
  readonly TableName?: string;
  readonly Item?: Item;
  readonly Key?: Item;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeValues?: Item;
  readonly ReturnValuesOnConditionCheckFailure?: string;
}

function answerCall(items: Map<string, Item>, tableName: string, operation: string, call: Call): Reply {
  if (call.TableName !== tableName) return failure("ResourceNotFoundException", "Requested resource not found");
  const values = call.ExpressionAttributeValues ?? {};
  switch (`${operation} if ${call.ConditionExpression}`) {
    case "PutItem if attribute_not_exists(pk) OR expiresAt <= :now": {
      const key = call.Item?.["pk"]?.S;
      if (call.Item === undefined || key === undefined) return failure("ValidationException", "the key pk is missing");
      const present = items.get(key);
      if (present !== undefined && !(Number(present["expiresAt"]?.N) <= Number(values[":now"]?.N))) {
        return conditionFailed(call, present);
      }
      items.set(key, call.Item);
      return { status: 200, body: {} };
    }
    case "DeleteItem if claimId = :claimId": {
      const key = call.Key?.["pk"]?.S;
      if (key === undefined) return failure("ValidationException", "the key pk is missing");
      const present = items.get(key);
      if (present === undefined || present["claimId"]?.S !== values[":claimId"]?.S) {
        return conditionFailed(call, present);
      }
      items.delete(key);
      return { status: 200, body: {} };
    }
    default:
      return failure("ValidationException", "no call that this table knows");
  }
}

function conditionFailed({ ReturnValuesOnConditionCheckFailure: returned }: Call, present: Item | undefined): Reply {
  const { status, body } = failure("ConditionalCheckFailedException", "The conditional request failed");
  return { status, body: { ...body, ...(returned === "ALL_OLD" && present !== undefined && { Item: present }) } };
}

function failure(name: string, message: string): Reply {
  return { status: 400, body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message } };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  answerTo: (operation: string, call: Call) => Reply,
): Promise<void> {
  const text = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>)).toString("utf8");
  const operation = String(request.headers["x-amz-target"]).replace(/^DynamoDB_20120810\./, "");
  const { status, body } = answerTo(operation, JSON.parse(text) as Call);
  response.writeHead(status, { "content-type": "application/x-amz-json-1.0" });
  response.end(JSON.stringify(body));
}
