import { expect, test } from "vitest";
import { ask } from "./events.ts";
import { startExchange } from "./start-exchange.ts";

/** In a file of its own: the library reads it once. */
test("a request is vended where what traces it cannot be loaded, and the log says so", async () => {
  const exchange = await startExchange(undefined, {
    TRACING: "on",
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    LAMBDA_TASK_ROOT: "/var/task",
    AWS_XRAY_DAEMON_ADDRESS: "this is no address",
    _X_AMZN_TRACE_ID: "Root=1-5e1b4151-5ac6c58f5ac6c58f5ac6c58f;Parent=53995c3f42cd8ad8;Sampled=1",
  });
  try {
    const token = await exchange.corp.issueToken({ claims: { groups: ["etl"], team: "untraced" } });
    const path = "/v1/credentials/nightly-report";
    expect(await exchange.send(ask(path, token))).toMatchObject({ status: 200 });
    await expect.poll(exchange.written).toMatch(/"message":"tracing",.*"event":"failed"/);
    expect(await exchange.send(ask(path, token))).toMatchObject({ status: 200 });
  } finally {
    await exchange.close();
  }
});
