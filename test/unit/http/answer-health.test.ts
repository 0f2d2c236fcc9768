import { describe, expect, test } from "vitest";
import { answerAlive, answerReady } from "../../../shared/http/answer-health.ts";
import { createAuditTrail } from "../../../shared/http/audit-trail.ts";
import { readRequest } from "../../../shared/http/read-request.ts";
import { Fault } from "../../../shared/model/fault.ts";
import { aPolicyMap } from "../../support/policy-fixtures.ts";
import { payload2 } from "./gateway-events.ts";

const request = readRequest(payload2());
const policyMap = aPolicyMap();

test("alive is alive, whatever else is not", async () => {
  const { status, headers, body } = await answerAlive(request, {}, createAuditTrail());
  expect({ status, body: JSON.parse(body) }).toEqual({ status: 200, body: { status: "alive" } });
  expect(headers).toMatchObject({ "content-type": "application/json", "cache-control": "no-store" });
});

describe("ready", () => {
  test.each([
    [0, 0],
    [999, 0],
    [1_000, 1],
    [90_500, 90],
    [-5_000, 0],
  ])("says which map is loaded, and %d ms later how many seconds ago", async (passedMs, ageSeconds) => {
    const trail = createAuditTrail();
    const currentPolicyMap = async () => ({ policyMap, loadedAtMs: 1_000_000 });
    const response = await answerReady({ currentPolicyMap, now: () => 1_000_000 + passedMs })(request, {}, trail);
    expect(response.status).toBe(200);
    expect(JSON.parse(response.body)).toEqual({
      status: "ready",
      policyMap: { digest: policyMap.digest, ageSeconds },
    });
    expect(trail.facts()).toMatchObject({ policyMapDigest: policyMap.digest, stepMs: { load: expect.any(Number) } });
  });

  test("is not said without a map", async () => {
    const fault = new Fault("UpstreamUnavailable", "the policy map cannot be read");
    const answer = answerReady({ currentPolicyMap: () => Promise.reject(fault), now: Date.now });
    await expect(answer(request, {}, createAuditTrail())).rejects.toBe(fault);
  });
});
