import { expect, test } from "vitest";
import { createIssuerKeysLog } from "../../../shared/adapters/issuer-keys-log.ts";
import type { News } from "../../../shared/adapters/telemetry.ts";

test("a fetch of keys that failed is one log line and one metric, told at once", () => {
  const told: News[] = [];
  const record = createIssuerKeysLog(async (news) => void told.push(news));
  const failure = { issuer: "https://idp.test", reason: "the key set has no key for signatures" };
  record(failure);
  expect(told).toEqual([
    {
      metrics: { IssuerKeysFetchFailed: 1 },
      log: { level: "warn", message: "issuer keys", details: { issuerKeys: { event: "fetchFailed", ...failure } } },
    },
  ]);
});
