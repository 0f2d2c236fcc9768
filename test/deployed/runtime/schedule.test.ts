import { afterEach, beforeEach, expect, test } from "vitest";
import { scheduledEvent } from "./scheduled-event.ts";
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
test("stores the key sets, by which a function starts and vends while the identity provider is down", async () => {
  const run = await world.lambda("refresh-key-sets").invoke(scheduledEvent);
  expect(run).toMatchObject({ kind: "answered", result: null, log: expect.stringContaining('"message":"key sets"') });
  expect(run).toMatchObject({ log: expect.stringContaining('"KeySetsFetched":1') });
  await world.idpProxy.goDown();
  expect(await world.ask("HTTP API", { path, token: await world.issueToken() })).toMatchObject({ status: 200 });
  expect(world.lambda("vend-credentials").environments()[0]?.log()).not.toContain("IssuerKeysFetchFailed");
});

test("a run that cannot store them is an error of the function, which Lambda counts", async () => {
  await world.store.close();
  const run = await world.lambda("refresh-key-sets").invoke(scheduledEvent);
  expect(run).toMatchObject({ kind: "failed" });
  expect(JSON.parse((run as { readonly error: string }).error)).toMatchObject({
    errorType: expect.any(String),
    errorMessage: expect.any(String),
  });
});
