import fc from "fast-check";
import { expect, test } from "vitest";
import type { AssumeRole } from "../../shared/model/ports.ts";
import { createSessionVendor } from "../../shared/vend/vend-session.ts";
import { anAssumption, anInput, aSession } from "../unit/vend/assumptions.ts";

const startMs = Date.parse("2026-11-03T10:20:30Z");

/** An STS whose sessions tell whom they are for. */
function createHarness(cachedSessions: number) {
  const state = { nowMs: startMs, calls: 0 };
  const assumeRole: AssumeRole = async ({ sessionName, durationSeconds }) => {
    state.calls += 1;
    const expiresAtMs = state.nowMs + durationSeconds * 1_000;
    return aSession({ assumedRoleId: `AROA:${sessionName}`, durationSeconds, expiresAtMs });
  };
  const ports = { assumeRole, resolveExternalId: async () => "unused", now: () => state.nowMs };
  const vend = createSessionVendor(ports, { cachedSessions });
  const vendTo = (sessionName: string) => vend(anAssumption({ hops: [anInput({ sessionName })] }));
  return { state, vendTo };
}

test("ten thousand callers each get their own session, and no more are kept than the limit says", async () => {
  const { state, vendTo } = createHarness(1_000);
  const names = Array.from({ length: 10_000 }, (_, at) => `caller-${at}`);
  const vended = await Promise.all(names.map(vendTo));
  expect(vended.map(({ session }) => session.assumedRoleId)).toEqual(names.map((name) => `AROA:${name}`));
  const again = await Promise.all(names.slice(-1_000).map(vendTo));
  expect(new Set(again.map(({ from }) => from))).toEqual(new Set(["cache"]));
  await Promise.all(names.slice(0, 1_000).map(vendTo));
  expect(state.calls).toBe(11_000);
});

test("whatever the order and the time that callers come at, each gets its own session, alive and honest", async () => {
  const visit = fc.record({ caller: fc.nat(6), passedMs: fc.nat(20 * 60_000) });
  await fc.assert(
    fc.asyncProperty(fc.array(visit, { maxLength: 60 }), async (visits) => {
      const { state, vendTo } = createHarness(4);
      for (const { caller, passedMs } of visits) {
        state.nowMs += passedMs;
        const { session } = await vendTo(`caller-${caller}`);
        expect(session.assumedRoleId).toBe(`AROA:caller-${caller}`);
        expect(session.expiresAtMs - state.nowMs).toBeGreaterThanOrEqual(30 * 60_000);
      }
    }),
  );
});
