import { createHash, randomUUID } from "node:crypto";
import type { PutItemCommandInput } from "@aws-sdk/client-dynamodb";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { Fault } from "../model/fault.ts";
import type { Clock, OneTimeUse, ReplayStore } from "../model/ports.ts";
import { isPassing } from "./failure-kind.ts";
import { describeSdkError } from "./sdk-error.ts";

/** How long the table may take: what it takes is added to what STS takes, and SDKs give up after a second. */
export interface ReplayLimits {
  /** Until one attempt is answered, connection included. */
  readonly attemptTimeoutMs: number;
  /** Until the last attempt is answered. */
  readonly totalTimeoutMs: number;
}

export interface ReplayOptions {
  readonly table: string;
  readonly region: string;
  readonly now: Clock;
  readonly limits?: ReplayLimits;
}

const defaultLimits: ReplayLimits = { attemptTimeoutMs: 200, totalTimeoutMs: 400 };

/** Attempts at one question, the first included. */
const attempts = 2;

/** Longer than a function runs: what was let in just before its expiry may be claimed a while later. */
const keptBeyondExpirySeconds = 300;

/**
 * Remembers uses in a DynamoDB table, by conditional writes: of all instances that claim the same use, one writes the item.
 * The table's key is the text `pk`; `expiresAt` is for DynamoDB's TTL, which deletes late, so that the condition looks at it too.
 *
 * The client is loaded with the first claim: most deployments never need it.
 */
export function createDynamoReplayStore(options: ReplayOptions): ReplayStore {
  const { table, now, limits = defaultLimits } = options;
  const open = openClient(options.region);
  /** What this process has written, by which it tells its own items from those of others. Held for as long as the request holds its use. */
  const claimIds = new WeakMap<OneTimeUse, string>();

  return {
    claim: async (use) => {
      const claimId = randomUUID();
      const { client, PutItemCommand, ConditionalCheckFailedException } = await open();
      const put = new PutItemCommand(describePut(use, claimId, { table, nowMs: now() }));
      try {
        await ask((abortSignal) => client.send(put, { abortSignal }), limits);
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw unavailable(table, error);
        // Written by this very claim: its first attempt arrived, and the answer to it did not.
        if (error.Item?.["claimId"]?.S !== claimId) return false;
      }
      claimIds.set(use, claimId);
      return true;
    },
    release: async (use) => {
      const claimId = claimIds.get(use);
      if (claimId === undefined) return;
      const { client, DeleteItemCommand } = await open();
      const remove = new DeleteItemCommand({
        TableName: table,
        Key: { pk: { S: keyOf(use) } },
        ConditionExpression: "claimId = :claimId",
        ExpressionAttributeValues: { ":claimId": { S: claimId } },
      });
      await ask((abortSignal) => client.send(remove, { abortSignal }), limits).catch(() => undefined);
    },
  };
}

function describePut(
  use: OneTimeUse,
  claimId: string,
  { table, nowMs }: { readonly table: string; readonly nowMs: number },
): PutItemCommandInput {
  const expiresAt = Math.ceil(use.expiresAtMs / 1_000) + keptBeyondExpirySeconds;
  return {
    TableName: table,
    Item: { pk: { S: keyOf(use) }, claimId: { S: claimId }, expiresAt: { N: String(expiresAt) } },
    ConditionExpression: "attribute_not_exists(pk) OR expiresAt <= :now",
    ExpressionAttributeValues: { ":now": { N: String(Math.floor(nowMs / 1_000)) } },
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  };
}

function keyOf({ kind, identity }: OneTimeUse): string {
  return createHash("sha256")
    .update(JSON.stringify([kind, identity]))
    .digest("hex");
}

/** The SDK's module and one client, both made once. */
function openClient(region: string) {
  const load = async () => {
    const { DynamoDBClient, PutItemCommand, DeleteItemCommand, ConditionalCheckFailedException } = await import(
      "@aws-sdk/client-dynamodb"
    );
    const requestHandler = new NodeHttpHandler({ httpAgent: { keepAlive: true }, httpsAgent: { keepAlive: true } });
    // Attempts are `ask`'s: the SDK waits for longer between two than there is time.
    const client = new DynamoDBClient({ region, requestHandler, maxAttempts: 1 });
    return { client, PutItemCommand, DeleteItemCommand, ConditionalCheckFailedException };
  };
  let opened: ReturnType<typeof load> | undefined;
  return () => (opened ??= load());
}

/**
 * Asks once more where the first attempt came to nothing: a dropped packet, or a connection that Lambda froze.
 * @throws what the last attempt threw; at once what the table answered about the request itself
 */
async function ask(send: (signal: AbortSignal) => Promise<unknown>, limits: ReplayLimits): Promise<void> {
  const whole = AbortSignal.timeout(limits.totalTimeoutMs);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await send(AbortSignal.any([whole, AbortSignal.timeout(limits.attemptTimeoutMs)]));
      return;
    } catch (error) {
      if (attempt === attempts || whole.aborted || !isPassing(error)) throw error;
    }
  }
}

/** The cause is told and not kept: its text could hold what was signed. */
function unavailable(table: string, error: unknown): Fault {
  return new Fault(
    "UpstreamUnavailable",
    `the table ${table} cannot tell whether this was used before: ${describeSdkError(error)}`,
  );
}
