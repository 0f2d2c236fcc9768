import type { Context } from "aws-lambda";

/** What Lambda says of an invocation. */
export function lambdaContext(changes: Partial<Context> = {}): Context {
  return {
    awsRequestId: "lambda-request-1",
    callbackWaitsForEmptyEventLoop: true,
    functionName: "vend-credentials",
    functionVersion: "$LATEST",
    invokedFunctionArn: "arn:aws:lambda:eu-central-1:123456789012:function:vend-credentials",
    logGroupName: "/aws/lambda/vend-credentials",
    logStreamName: "stream",
    memoryLimitInMB: "1024",
    getRemainingTimeInMillis: () => 10_000,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
    ...changes,
  };
}
