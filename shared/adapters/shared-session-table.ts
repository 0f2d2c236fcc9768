import { hash } from "node:crypto";
import type { UpdateItemCommandInput } from "@aws-sdk/client-dynamodb";
import type { Clock } from "../model/ports.ts";
import { sharingMs } from "../model/sharing-ms.ts";
import { askAgain } from "./ask-again.ts";
import { createHttpHandler } from "./http-handler.ts";

/** What the table holds of a session: nothing that anybody but the service can read. */
export interface SealedEntry {
  readonly sealed: Uint8Array;
  readonly dataKey: Uint8Array;
}

/** The table that instances share. Each call is one of DynamoDB's; what it throws is the SDK's. */
export interface SharedSessionTable {
  readonly read: (digest: string, signal: AbortSignal) => Promise<SealedEntry | undefined>;
  /** Whether this instance is the one to mint: nobody else is at it, and there is no fresh session. */
  readonly reserve: (digest: string, signal: AbortSignal) => Promise<boolean>;
  readonly write: (
    digest: string,
    entry: SealedEntry & { readonly freshUntilMs: number; readonly expiresAtMs: number },
    signal: AbortSignal,
  ) => Promise<void>;
  readonly remove: (digest: string, signal: AbortSignal) => Promise<void>;
}

/** Until DynamoDB may delete an item that nothing was put into. */
const abandonedSeconds = 3_600;

export interface SharedSessionTableOptions {
  readonly table: string;
  readonly region: string;
  readonly now: Clock;
}

/**
 * The table's key is the text `pk`; `expiresAt` is for DynamoDB's TTL. `leaseUntil` and `freshUntil` only say who is to mint, so that who
 * forges them can make instances wait for a moment, and no more. Reads are consistent: what is waited for was written just now.
 */
export function createSharedSessionTable({ table, region, now }: SharedSessionTableOptions): SharedSessionTable {
  const open = openClient(region);
  const keyOf = (digest: string) => ({ pk: { S: hash("sha256", `shared session ${digest}`, "hex") } });
  const inSeconds = (atMs: number) => ({ N: String(Math.ceil(atMs / 1_000)) });
  const inMs = (atMs: number) => ({ N: String(Math.floor(atMs)) });

  function describeReservation(digest: string): UpdateItemCommandInput {
    return {
      TableName: table,
      Key: keyOf(digest),
      UpdateExpression: "SET leaseUntil = :until, expiresAt = if_not_exists(expiresAt, :abandoned)",
      ConditionExpression:
        "(attribute_not_exists(leaseUntil) OR leaseUntil <= :now) AND (attribute_not_exists(freshUntil) OR freshUntil <= :now)",
      ExpressionAttributeValues: {
        ":now": inMs(now()),
        ":until": inMs(now() + sharingMs.lease),
        ":abandoned": inSeconds(now() + abandonedSeconds * 1_000),
      },
    };
  }

  return {
    read: async (digest, abortSignal) => {
      const { client, GetItemCommand } = await open();
      const command = new GetItemCommand({ TableName: table, Key: keyOf(digest), ConsistentRead: true });
      const { Item } = await askAgain(() => client.send(command, { abortSignal }), abortSignal);
      const { sealed, dataKey } = { sealed: Item?.["sealed"]?.B, dataKey: Item?.["dataKey"]?.B };
      // Where one is missing, the other is of no use, but was put there: it is refused like everything that does not open.
      const isEmpty = sealed === undefined && dataKey === undefined;
      return isEmpty ? undefined : { sealed: sealed ?? new Uint8Array(), dataKey: dataKey ?? new Uint8Array() };
    },
    reserve: async (digest, abortSignal) => {
      const { client, UpdateItemCommand, ConditionalCheckFailedException } = await open();
      try {
        // Where the first attempt was made and its answer lost, this is told that somebody else is at it, and waits in vain for a moment.
        const command = new UpdateItemCommand(describeReservation(digest));
        await askAgain(() => client.send(command, { abortSignal }), abortSignal);
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
    write: async (digest, { sealed, dataKey, freshUntilMs, expiresAtMs }, abortSignal) => {
      const { client, PutItemCommand } = await open();
      // The whole item: with it, the lease is over.
      const Item = {
        ...keyOf(digest),
        sealed: { B: sealed },
        dataKey: { B: dataKey },
        freshUntil: inMs(freshUntilMs),
        expiresAt: inSeconds(expiresAtMs),
      };
      const command = new PutItemCommand({ TableName: table, Item });
      await askAgain(() => client.send(command, { abortSignal }), abortSignal);
    },
    remove: async (digest, abortSignal) => {
      const { client, DeleteItemCommand } = await open();
      const command = new DeleteItemCommand({ TableName: table, Key: keyOf(digest) });
      await askAgain(() => client.send(command, { abortSignal }), abortSignal);
    },
  };
}

/** Who asks has less time, and says when it is over. */
const limits = { connectionTimeoutMs: 1_000, attemptTimeoutMs: 2_000, keepsAlive: true };

/** The SDK's module and one client, both made once. */
function openClient(region: string) {
  const load = async () => {
    const { DynamoDBClient, ...commands } = await import("@aws-sdk/client-dynamodb");
    const { GetItemCommand, PutItemCommand, UpdateItemCommand, DeleteItemCommand } = commands;
    const { ConditionalCheckFailedException } = commands;
    const requestHandler = createHttpHandler(limits);
    const client = new DynamoDBClient({ region, requestHandler, maxAttempts: 1 });
    return {
      client,
      GetItemCommand,
      PutItemCommand,
      UpdateItemCommand,
      DeleteItemCommand,
      ConditionalCheckFailedException,
    };
  };
  let opened: ReturnType<typeof load> | undefined;
  return () => (opened ??= load());
}
