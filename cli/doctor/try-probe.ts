import type { Probe } from "./plan-probes.ts";
import type { AskSts, StsCall, StsKeys } from "./sts-port.ts";
import type { Trouble } from "./trouble.ts";
import { tryCall } from "./try-call.ts";

/** What a probe came to. */
export interface TriedProbe {
  readonly probe: Probe;
  readonly troubles: readonly Trouble[];
  /** The call in trouble, with the keys that it was signed with, to try it another way. */
  readonly stuckAt: { readonly call: StsCall; readonly keys: StsKeys | undefined } | undefined;
}

/** Goes through a chain until something does not fit. What comes behind that cannot be known. */
export async function tryProbe(ask: AskSts, probe: Probe, principalArn: string): Promise<TriedProbe> {
  const partition = principalArn.split(":")[1];
  let keys: StsKeys | undefined;
  for (const [index, call] of probe.calls.entries()) {
    const rolePartition = call.roleArn.split(":")[1];
    if (rolePartition !== partition) {
      const message = `the role is in partition ${rolePartition}, and these credentials in ${partition}`;
      const repair = "run the service in an account of the role's partition: no session crosses";
      return { probe, troubles: [{ kind: "partition", roleArn: call.roleArn, message, repair }], stuckAt: undefined };
    }
    const tried = await tryCall(ask, call, keys, index === probe.calls.length - 1);
    if (tried.troubles.length > 0) return { probe, troubles: tried.troubles, stuckAt: { call, keys } };
    keys = tried.keys;
  }
  return { probe, troubles: [], stuckAt: undefined };
}
