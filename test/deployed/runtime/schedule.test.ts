import { afterEach, beforeEach, expect, test } from "vitest";
import { startWorld, type World } from "./start-world.ts";

/*
 * The function that a schedule runs, and those that live by what it stores.
 */
let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const path = "/v1/credentials/nightly-report";
/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html */
const scheduled = {
  version: "0",
  id: "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
  "detail-type": "Scheduled Event",
  source: "aws.events",
  account: "999988887777",
  time: "2026-11-26T08:15:00Z",
  region: "eu-central-1",
  resources: ["arn:aws:events:eu-central-1:999988887777:rule/refresh-key-sets"],
  detail: {},
};

test("stores the key sets, by which a function starts and vends while the identity provider is down", async () => {
  const run = await world.lambda("refresh-key-sets").invoke(scheduled);
  expect(run).toMatchObject({ kind: "answered", result: null, log: expect.stringContaining('"message":"key sets"') });
  expect(run).toMatchObject({ log: expect.stringContaining('"KeySetsFetched":1') });
  await world.idpProxy.goDown();
  expect(await world.ask("HTTP API", { path, token: await world.issueToken() })).toMatchObject({ status: 200 });
  expect(world.lambda("vend-credentials").environments()[0]?.log()).not.toContain("IssuerKeysFetchFailed");
});

test("a run that cannot store them is an error of the function, which Lambda counts", async () => {
  await world.store.close();
  const run = await world.lambda("refresh-key-sets").invoke(scheduled);
  expect(run).toMatchObject({ kind: "failed" });
  expect(JSON.parse((run as { readonly error: string }).error)).toMatchObject({
    errorType: expect.any(String),
    errorMessage: expect.any(String),
  });
});
