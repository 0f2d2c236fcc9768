import middy from "@middy/core";
import { expect, test } from "vitest";
import { createAuditTrail } from "../../../shared/http/audit-trail.ts";
import { recordRequest } from "../../../shared/http/record-request.ts";
import type { AuditRecord } from "../../../shared/model/ports.ts";
import { Refusal } from "../../../shared/model/refusal.ts";
import { payload2 } from "./gateway-events.ts";
import { lambdaContext } from "./lambda-context.ts";

test("a request that nothing answers is recorded as what the gateway makes of it", async () => {
  const records: AuditRecord[] = [];
  const refused = new Refusal("NotGranted", "no");
  const handle = middy(() => Promise.reject(refused)).use(recordRequest((record) => void records.push(record)));
  const context = { ...lambdaContext(), state: { trail: createAuditTrail(), request: undefined } };
  await expect(handle(payload2(), context)).rejects.toBe(refused);
  expect(records).toEqual([
    { requestId: "lambda-request-1", route: "none", outcome: "refused", code: "NotGranted", reason: "no", status: 500 },
  ]);
});
