import { expect, test } from "vitest";
import { createStsLog } from "../../../shared/adapters/sts-log.ts";
import type { News } from "../../../shared/adapters/telemetry.ts";

test("a call that STS throttled is one log line and one metric, told at once", () => {
  const told: News[] = [];
  const throttle = { region: "eu-central-1", roleArn: "arn:aws:iam::111122223333:role/reader", signerAccount: "own" };
  createStsLog(async (news) => void told.push(news))(throttle);
  expect(told).toEqual([
    {
      metrics: { StsThrottled: 1 },
      log: { level: "warn", message: "sts", details: { sts: { event: "throttled", ...throttle } } },
    },
  ]);
});
