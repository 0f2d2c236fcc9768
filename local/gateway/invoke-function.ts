import { randomUUID } from "node:crypto";
import type { Context } from "aws-lambda";
import { localAccountId } from "./gateway-api.ts";

/** A Lambda handler. The gateway does not know what event it expects, so its types are left to who loads it. */
export type LambdaHandler = (event: never, context: never) => unknown;

/** The callbacks of old runtimes are gone from nodejs24.x. */
type LambdaContext = Omit<Context, "done" | "fail" | "succeed">;

/** The function did not answer within the time that Lambda gives it. */
export class FunctionTimeout extends Error {
  override readonly name = "FunctionTimeout";
}

/**
 * Calls a handler as Lambda does: neither side can hold on to the other's objects, and what JSON cannot hold is no result.
 * @param event of JSON values that are nobody else's, as `buildEvent` makes it
 * @throws FunctionTimeout, or whatever the handler throws
 */
export async function invokeFunction(
  handler: LambdaHandler,
  event: unknown,
  { functionName, timeoutMs }: { readonly functionName: string; readonly timeoutMs: number },
): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new FunctionTimeout(`${functionName} took more than ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    const call = Reflect.apply(handler, undefined, [event, newContext(functionName, timeoutMs)]);
    return throughJson(await Promise.race([call, timeout]));
  } finally {
    clearTimeout(timer);
  }
}

function newContext(functionName: string, timeoutMs: number): LambdaContext {
  const deadlineMs = performance.now() + timeoutMs;
  return {
    awsRequestId: randomUUID(),
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: "$LATEST",
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadlineMs - performance.now())),
    invokedFunctionArn: `arn:aws:lambda:eu-central-1:${localAccountId}:function:${functionName}`,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: "local",
    memoryLimitInMB: "1024",
  };
}

function throughJson(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}
