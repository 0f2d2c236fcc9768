import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createDataKeys } from "../../../shared/adapters/data-keys.ts";
import { createSharedSessionTable } from "../../../shared/adapters/shared-session-table.ts";
import { createSharedSessions, type SharedSessionsEvent } from "../../../shared/adapters/shared-sessions.ts";
import type { ResolvedInput } from "../../../shared/model/assumption.ts";
import { createSessionVendor } from "../../../shared/vend/vend-session.ts";
import { stubAwsStores } from "../../support/read-map.ts";
import { anAssumption, anInput, aSession } from "../vend/assumptions.ts";

/** Longer than a request may wait, for a machine that is too busy to have the request sent within that. */
const timeoutMs = 300;

/** Takes every request, and answers none. */
let server: Server;
let requests = 0;
beforeAll(async () => {
  server = createServer(() => {
    requests += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  stubAwsStores(url);
  vi.stubEnv("AWS_ENDPOINT_URL_KMS", url);
  // What loads the clients, which takes longer than a request may wait.
  await Promise.all([import("@aws-sdk/client-dynamodb"), import("@aws-sdk/client-kms")]);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test("a table that hangs costs its time once, and the session is minted without it", async () => {
  const events: SharedSessionsEvent[] = [];
  const region = "eu-central-1";
  const keyArn = "arn:aws:kms:eu-central-1:999988887777:key/00000000-0000-0000-0000-000000000000";
  const shared = createSharedSessions({
    table: createSharedSessionTable({ table: "vend-sessions", region, now: Date.now }),
    keys: createDataKeys({ keyArn, region, now: Date.now }),
    now: Date.now,
    random: () => 0.5,
    timeoutMs,
    onEvent: (event) => events.push(event),
  });
  const session = aSession({ expiresAtMs: Date.now() + 3_600_000 });
  const calls: ResolvedInput[] = [];
  const vend = createSessionVendor({
    assumeRole: async (input) => {
      calls.push(input);
      return session;
    },
    resolveExternalId: async () => "external-id",
    now: Date.now,
    sharedSessions: shared,
  });
  const startedMs = performance.now();
  expect(await vend(anAssumption())).toEqual({ session, from: "sts", staleReason: undefined });
  const vendedMs = performance.now();
  expect(vendedMs - startedMs).toBeGreaterThanOrEqual(timeoutMs - 1);
  // Neither to reserve the minting, nor to keep what it got, nor for the next session is it asked again.
  const other = anInput({ sessionName: "other" });
  expect((await vend(anAssumption({ hops: [other] }))).from).toBe("sts");
  expect(performance.now() - vendedMs).toBeLessThan(timeoutMs - 1);
  expect(calls).toEqual([anInput(), other]);
  expect(requests).toBe(1);
  expect(events).toEqual([{ kind: "unavailable", reason: "TimeoutError" }]);
});
