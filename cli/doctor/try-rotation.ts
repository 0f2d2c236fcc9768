import { stsSeconds } from "../../shared/model/sts-seconds.ts";
import type { ExternalIdRotation } from "../../shared/policy-map/external-id-rotation.ts";
import type { AskSts, StsCall } from "./sts-port.ts";
import type { Trouble } from "./trouble.ts";
import { type TriedProbe, tryProbe } from "./try-probe.ts";

/** A probe after both external IDs of each account on its way have been tried. */
export interface TriedRotation extends TriedProbe {
  readonly notes: readonly string[];
}

/**
 * Tries the external ID that the map names and the service does not send. Both must be accepted from before the service changes
 * over until after: where one is refused, some instance of the service is, or is going to be.
 */
export async function tryRotation(
  ask: AskSts,
  tried: TriedProbe,
  rotations: readonly ExternalIdRotation[],
  principalArn: string,
): Promise<TriedRotation> {
  let result: TriedRotation = { ...tried, notes: [] };
  for (const rotation of rotations) {
    if (!tried.probe.calls.some((call) => isOf(rotation, call))) continue;
    const calls = tried.probe.calls.map((call) => ({
      ...call,
      durationSeconds: stsSeconds.least,
      ...(isOf(rotation, call) && { externalId: rotation.other }),
    }));
    const other = await tryProbe(ask, { ...tried.probe, calls }, principalArn);
    result = judge(result, other, rotation);
  }
  return result;
}

function isOf({ accountId, externalId }: ExternalIdRotation, call: StsCall): boolean {
  return call.roleArn.split(":")[4] === accountId && JSON.stringify(call.externalId) === JSON.stringify(externalId);
}

function judge(tried: TriedRotation, other: TriedProbe, { account, otherIs }: ExternalIdRotation): TriedRotation {
  const isSentRefused = isRefused(tried);
  const isOtherRefused = isRefused(other);
  const step = otherIs === "next" ? "switch" : "finish";
  if (!isSentRefused && !isOtherRefused) {
    const note = `both external IDs of ${account} are accepted: vend rotate-external-id --account ${account} --step ${step} may follow`;
    return { ...tried, notes: [...tried.notes, note] };
  }
  const [refusal] = isSentRefused ? tried.troubles : other.troubles;
  // Where both are refused, the trouble is another one than the external ID, or the role has a third.
  if (isSentRefused === isOtherRefused || refusal === undefined) return tried;
  const trouble: Trouble = {
    kind: "external-id",
    roleArn: refusal.roleArn,
    message: isSentRefused
      ? `the external ID of ${account} is refused, and its ${otherIs} one accepted`
      : `the ${otherIs} external ID of ${account} is refused, and the one that is sent accepted`,
    repair: repairs[otherIs][isSentRefused ? "sent" : "other"],
    ...(refusal.answer !== undefined && { answer: refusal.answer }),
  };
  return { ...tried, troubles: [trouble, ...(isSentRefused ? [] : tried.troubles)] };
}

/** Of what a rotation can be about: a session that is too long is one all the same. */
function isRefused({ troubles }: TriedProbe): boolean {
  return troubles.some(({ kind }) => kind !== "duration" && kind !== "chain-limit");
}

const deploy = "deploy the trust policy that `vend trust` prints for this map";
const repairs = {
  next: {
    sent: `${deploy}: callers are being refused`,
    other: `${deploy} before you switch: callers would be refused`,
  },
  previous: {
    sent: `${deploy}; or, if the map is live, publish the one before the switch: callers are being refused`,
    other: `${deploy}: instances that still have the older map are refused; or finish, if none has`,
  },
} as const;
