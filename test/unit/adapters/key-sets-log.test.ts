import { expect, test } from "vitest";
import { createKeySetsLog } from "../../../shared/adapters/key-sets-log.ts";
import type { IssuerReport, KeySetsReport } from "../../../shared/adapters/refresh-key-sets.ts";
import type { News } from "../../../shared/adapters/telemetry.ts";

const fetched: IssuerReport = {
  issuer: "https://a.test",
  outcome: "fetched",
  keyCount: 2,
  ageMs: 0,
  added: ["k2"],
  removed: [],
  failure: undefined,
};
const kept: IssuerReport = {
  issuer: "https://b.test",
  outcome: "kept",
  keyCount: 1,
  ageMs: 61_400,
  added: [],
  removed: [],
  failure: "socket hang up",
};
const told = {
  fetched: { issuer: "https://a.test", outcome: "fetched", keyCount: 2, ageSeconds: 0, added: ["k2"] },
  kept: { issuer: "https://b.test", outcome: "kept", keyCount: 1, ageSeconds: 61, failure: "socket hang up" },
};
const location = "s3://maps/key-sets.json";

test.each<[report: Omit<KeySetsReport, "location">, level: string, details: object, counts: readonly number[]]>([
  [{ issuers: [fetched], problem: undefined }, "info", { issuers: [told.fetched] }, [1, 0, 0]],
  [{ issuers: [fetched, kept], problem: undefined }, "warn", { issuers: [told.fetched, told.kept] }, [1, 1, 61]],
  [{ issuers: [fetched], problem: "full" }, "warn", { issuers: [told.fetched], problem: "full" }, [1, 0, 0]],
])(
  "a run is one log line and one of metrics, both written before it ends: %#",
  async (report, level, details, counts) => {
    const news: News[] = [];
    let isWritten = false;
    const record = createKeySetsLog(async (next) => {
      news.push(next);
      await new Promise(setImmediate);
      isWritten = true;
    });
    await record({ location, ...report });
    expect(isWritten).toBe(true);
    const [KeySetsFetched, KeySetsFetchFailed, KeySetsAgeSeconds] = counts;
    expect(news).toEqual([
      {
        log: { level, message: "key sets", details: { keySets: { location, ...details } } },
        metrics: { KeySetsFetched, KeySetsFetchFailed, KeySetsAgeSeconds },
      },
    ]);
  },
);
