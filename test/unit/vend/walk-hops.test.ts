import { describe, expect, test } from "vitest";
import type { ResolvedInput } from "../../../shared/model/assumption.ts";
import type { AssumeRole } from "../../../shared/model/ports.ts";
import { Refusal } from "../../../shared/model/refusal.ts";
import { createWalkHops, type WalkLimits } from "../../../shared/vend/walk-hops.ts";
import { anInput, aSession } from "./assumptions.ts";

const minuteMs = 60_000;
const limits: WalkLimits = { budgetMs: 600, keptSessions: 10, signingMs: 5 * minuteMs, frozenAfterMs: 1_000 };

function createHarness(changes: Partial<WalkLimits> = {}) {
  const state = { nowMs: 1_000_000, callMs: 0, refuse: (_role: string, _signer: string | undefined) => false };
  const calls: { role: string; signedBy: string | undefined; budgetMs: number | undefined }[] = [];
  const assumeRole: AssumeRole = async ({ roleArn: role, durationSeconds }, { credentials, budgetMs }) => {
    calls.push({ role, signedBy: credentials?.accessKeyId, budgetMs });
    const accessKeyId = `${role}-${calls.length}`;
    state.nowMs += state.callMs;
    if (state.refuse(role, credentials?.accessKeyId)) throw new Refusal("RoleRefused", "no");
    await Promise.resolve();
    return aSession({ accessKeyId, durationSeconds, expiresAtMs: state.nowMs + durationSeconds * 1_000 });
  };
  const walk = createWalkHops({ assumeRole, now: () => state.nowMs }, { ...limits, ...changes });
  const go = (roles: readonly string[], changed: Partial<ResolvedInput> = {}, region?: string) => {
    const [first, ...others] = roles.map((roleArn) => anInput({ roleArn, ...changed }));
    return walk({ hops: [first ?? anInput(), ...others], region });
  };
  return { state, calls, go, roles: () => calls.map(({ role }) => role) };
}

describe("sessions on the way", () => {
  test("are kept: a second walk makes the last call only", async () => {
    const { go, calls } = createHarness();
    await go(["hub", "spoke", "target"]);
    await go(["hub", "spoke", "target"]);
    await go(["hub", "spoke", "other"]);
    expect(calls.map(({ role, signedBy }) => [role, signedBy])).toEqual([
      ["hub", undefined],
      ["spoke", "hub-1"],
      ["target", "spoke-2"],
      ["target", "spoke-2"],
      ["other", "spoke-2"],
    ]);
  });

  test.each<[what: string, changed: Partial<ResolvedInput>, region?: string]>([
    ["name", { sessionName: "another-runner" }],
    ["source identity", { sourceIdentity: "another-runner" }],
    ["transitive tag", { tags: [{ key: "team", value: "other" }], transitiveTagKeys: ["team"] }],
    ["external ID", { externalId: "another-4712" }],
    ["region", {}, "us-east-1"],
  ])("are not shared with another %s", async (_what, changed, region) => {
    const { go, roles } = createHarness();
    await go(["hub", "target"]);
    await go(["hub", "target"], changed, region);
    expect(roles()).toEqual(["hub", "target", "hub", "target"]);
  });

  test.each([
    ["five minutes left sign the next call", 55 * minuteMs, ["hub", "target", "target"]],
    ["less do not", 55 * minuteMs + 1, ["hub", "target", "hub", "target"]],
  ])("%s", async (_what, passedMs, expected) => {
    const { state, go, roles } = createHarness();
    await go(["hub", "target"]);
    state.nowMs += passedMs;
    await go(["hub", "target"]);
    expect(roles()).toEqual(expected);
  });

  test("are minted once for two targets at the same time", async () => {
    const { go, roles } = createHarness();
    await Promise.all([go(["hub", "one"]), go(["hub", "other"])]);
    expect(roles().sort()).toEqual(["hub", "one", "other"]);
  });

  test("are bounded", async () => {
    const { go, roles } = createHarness({ keptSessions: 1 });
    await go(["hub", "target"]);
    await go(["other-hub", "target"]);
    await go(["hub", "target"]);
    expect(roles().filter((role) => role === "hub")).toHaveLength(2);
  });
});

describe("a refusal", () => {
  test("of a session on the way that its account has ended is asked again with a new one", async () => {
    const { state, go, calls } = createHarness();
    await go(["hub", "target"]);
    state.refuse = (_role, signer) => signer === "hub-1";
    expect((await go(["hub", "target"])).accessKeyId).toBe("target-5");
    expect(calls.map(({ role }) => role)).toEqual(["hub", "target", "target", "hub", "target"]);
  });

  test("of a new one is the role's own, and final", async () => {
    const { state, go, roles } = createHarness();
    state.refuse = (role) => role === "target";
    await expect(go(["hub", "target"])).rejects.toMatchObject({ code: "RoleRefused" });
    expect(roles()).toEqual(["hub", "target"]);
    await expect(go(["hub", "target"])).rejects.toMatchObject({ code: "RoleRefused" });
    expect(roles()).toEqual(["hub", "target", "target", "hub", "target"]);
  });
});

test("all calls of a chain share one budget", async () => {
  const { state, go, calls } = createHarness();
  state.callMs = 150;
  await go(["hub", "spoke", "target"]);
  expect(calls.map(({ budgetMs }) => budgetMs)).toEqual([600, 450, 300]);
});
