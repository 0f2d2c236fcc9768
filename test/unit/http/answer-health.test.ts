import { describe, expect, test } from "vitest";
import type { PolicyMapStatus } from "../../../shared/adapters/policy-map-event.ts";
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

const status: PolicyMapStatus = {
  source: "s3",
  live: { digest: policyMap.digest, version: "v-17", activatedAtMs: 400_000, currentAtMs: 1_000_000 },
  refused: undefined,
  unreadableSinceMs: undefined,
};
const problem = { file: "map.yaml", path: "grants.secret-name", rule: "quotes a-secret", repair: "mend it" };

async function ready(changes: Partial<PolicyMapStatus> = {}, nowMs = 1_000_000, trail = createAuditTrail()) {
  const currentPolicyMap = async () => ({ policyMap, loadedAtMs: 400_000 });
  const describePolicyMap = () => ({ ...status, ...changes });
  return await answerReady({ currentPolicyMap, describePolicyMap, now: () => nowMs })(request, {}, trail);
}

describe("ready", () => {
  test.each([
    [0, 0],
    [999, 0],
    [1_000, 1],
    [90_500, 90],
    [-5_000, 0],
  ])("says which map is live, since when, and %d ms later how old it is in seconds", async (passedMs, ageSeconds) => {
    const trail = createAuditTrail();
    const response = await ready({}, 1_000_000 + passedMs, trail);
    expect(response.status).toBe(200);
    expect(JSON.parse(response.body)).toEqual({
      status: "ready",
      policyMap: {
        digest: policyMap.digest,
        version: "v-17",
        ageSeconds,
        since: "1970-01-01T00:06:40.000Z",
        source: "s3",
      },
    });
    expect(trail.facts()).toMatchObject({ policyMapDigest: policyMap.digest, stepMs: { load: expect.any(Number) } });
  });

  test("says what was refused by its places alone, and that the source is unreadable", async () => {
    const problems = [3, 31].map((line) => ({ ...problem, line, column: 7 }));
    const refused = { version: "v-18", refusedAtMs: 960_000, problems };
    const { body } = await ready({ refused, unreadableSinceMs: 990_000 });
    expect(JSON.parse(body)["policyMap"]).toMatchObject({
      version: "v-17",
      refused: { version: "v-18", since: "1970-01-01T00:16:00.000Z", problems: 2, places: ["3:7", "31:7"] },
      unreadableSince: "1970-01-01T00:16:30.000Z",
    });
    expect(body).not.toContain("secret");
  });

  test.each([
    [20, 20],
    [21, 20],
  ])("of %d problems tells %d places", async (count, told) => {
    const problems = Array.from({ length: count }, (_, line) => ({ ...problem, line, column: 1 }));
    const { body } = await ready({ refused: { version: "v", refusedAtMs: 0, problems } });
    expect(JSON.parse(body)["policyMap"].refused).toMatchObject({ problems: count, places: { length: told } });
  });

  test("is not said without a map", async () => {
    const fault = new Fault("UpstreamUnavailable", "the policy map cannot be read");
    const answer = answerReady({
      currentPolicyMap: () => Promise.reject(fault),
      describePolicyMap: () => status,
      now: Date.now,
    });
    await expect(answer(request, {}, createAuditTrail())).rejects.toBe(fault);
  });
});
