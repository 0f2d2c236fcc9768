import { stsSeconds } from "../../shared/model/sts-seconds.ts";
import type { AskSts, StsCall } from "./sts-port.ts";
import type { Trouble } from "./trouble.ts";
import type { TriedProbe } from "./try-probe.ts";

/**
 * Tells a wrong external ID from a missing trust, where another grant has the same role from the same caller: its call with
 * this one's external ID, and this one's call with its external ID. Both external IDs are the map's own, for this very role:
 * nothing is guessed.
 */
export async function compareCalls(
  ask: AskSts,
  stuck: TriedProbe,
  all: readonly TriedProbe[],
): Promise<readonly Trouble[]> {
  const [trouble] = stuck.troubles;
  const call = stuck.stuckAt?.call;
  if (trouble?.kind !== "trust" || call === undefined || stuck.stuckAt === undefined) return stuck.troubles;
  const { keys } = stuck.stuckAt;
  const working = all
    .map((tried) => ({ tried, call: workingCall(tried, stuck) }))
    .find((one) => one.call !== undefined);
  if (working?.call === undefined) return stuck.troubles;
  const other = working.tried.probe.grants[0] ?? "";
  const short = { durationSeconds: stsSeconds.least };
  const sameId = JSON.stringify(working.call.externalId) === JSON.stringify(call.externalId);
  const isIdRefused = !sameId && !(await ask({ ...working.call, ...short, externalId: call.externalId }, keys)).isYes;
  const isRestRefused = sameId || !(await ask({ ...call, ...short, externalId: working.call.externalId }, keys)).isYes;
  const told = { roleArn: trouble.roleArn, ...(trouble.answer !== undefined && { answer: trouble.answer }) };
  const found: Trouble[] = [];
  if (isIdRefused) {
    const whose =
      call.externalId === undefined ? "no external ID is sent" : `the external ID of ${stuck.probe.account} is refused`;
    const message = `${whose}: with that of ${working.tried.probe.account ?? "none"}, ${other} has the role`;
    found.push({
      kind: "external-id",
      message,
      repair:
        "correct externalId of the account in the map; or, if the map is right, sts:ExternalId in the trust policy",
      ...told,
    });
  }
  if (isRestRefused) {
    const message = `the trust policy asks for tags or a source identity that ${other} sends and this grant does not`;
    const repair = "send the same tags and source identity, or loosen the trust policy's conditions";
    found.push({ kind: "trust-conditions", message, repair, ...told });
  }
  return found.length > 0 ? found : stuck.troubles;
}

/** The call by which another probe came past the place where this one is stuck: the same role, from the same caller. */
function workingCall(tried: TriedProbe, stuck: TriedProbe): StsCall | undefined {
  const index = stuck.probe.calls.findIndex(({ roleArn }) => roleArn === stuck.stuckAt?.call.roleArn);
  const call = tried.probe.calls[index];
  const passed = tried.troubles.every(({ kind }) => kind === "duration" || kind === "chain-limit");
  const isSameWay = stuck.probe.calls
    .slice(0, index + 1)
    .every(({ roleArn }, position) => tried.probe.calls[position]?.roleArn === roleArn);
  return passed && isSameWay ? call : undefined;
}
