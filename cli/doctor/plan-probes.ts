import type { AssumeRoleInput } from "../../shared/model/assumption.ts";
import type { Grant, PolicyDocument, Target } from "../../shared/model/policy-document.ts";
import { stsSeconds } from "../../shared/model/sts-seconds.ts";
import { type SampleCaller, type SampleDecision, sampleDecision } from "./sample-decision.ts";
import type { StsCall } from "./sts-port.ts";

/** One role, to be assumed as the service would, with a session that may do nothing. */
export interface Probe {
  /** Grants for which STS is asked just the same. Never empty. */
  readonly grants: readonly string[];
  readonly account: string | undefined;
  readonly roleArn: string;
  /** From the first role of a chain to the role itself; durations as the grant has them. Never empty. */
  readonly calls: readonly StsCall[];
  /** Whose tags and source identity the calls have. */
  readonly caller: "known" | "made-up" | "none";
}

export interface ProbeChoice {
  /** A name of the map, or 12 digits. */
  readonly account: string | undefined;
  readonly grant: string | undefined;
}

/** The session policy of a role that is only tried: whoever got hold of its credentials could do nothing. */
const denyAll = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Deny", Action: "*", Resource: "*" }],
});

/**
 * What to try, each once, in the order of the map.
 * @param callersOf callers that the map's author knows to have a grant
 */
export function planProbes(
  document: PolicyDocument,
  choice: ProbeChoice,
  callersOf: (grant: string) => readonly SampleCaller[],
): readonly Probe[] {
  const probes = new Map<string, Probe & { readonly grants: string[] }>();
  for (const grant of document.grants) {
    if (choice.grant !== undefined && choice.grant !== grant.name) continue;
    for (const target of grant.targets) {
      if (!isChosen(target, choice.account)) continue;
      const probe = planProbe(document, grant, target, callersOf(grant.name));
      // The session's name is the caller's, and no reason to ask twice.
      const key = JSON.stringify(probe.calls.map((call) => ({ ...call, sessionName: "" })));
      const same = probes.get(key);
      if (same === undefined) probes.set(key, { ...probe, grants: [grant.name] });
      else same.grants.push(grant.name);
    }
  }
  return [...probes.values()];
}

function isChosen({ account, roleArn }: Target, wanted: string | undefined): boolean {
  return wanted === undefined || wanted === account || wanted === roleArn.split(":")[4];
}

function planProbe(
  document: PolicyDocument,
  grant: Grant,
  target: Target,
  callers: readonly SampleCaller[],
): Omit<Probe, "grants"> {
  const sample = sampleDecision(document, grant, target, callers);
  const hops = sample?.assumption.hops ?? plainHops(grant, target);
  return {
    account: target.account,
    roleArn: target.roleArn,
    calls: hops.map((hop, index) => {
      const next = hops[index + 1]?.roleArn;
      return { ...hop, policy: next === undefined ? denyAll : onlyAssume(next), region: target.region };
    }),
    caller: callerOf(grant, sample),
  };
}

function callerOf(grant: Grant, sample: SampleDecision | undefined): Probe["caller"] {
  if (grant.tags.length === 0 && grant.sourceIdentity === undefined) return "known";
  if (sample === undefined) return "none";
  return sample.isMadeUp ? "made-up" : "known";
}

/** A role on the way may do nothing but go on. */
function onlyAssume(roleArn: string): string {
  const actions = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"];
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: actions, Resource: roleArn }],
  });
}

function plainHops(grant: Grant, target: Target): readonly AssumeRoleInput[] {
  return [...grant.via, target].map(({ roleArn, externalId }, index) => ({
    roleArn,
    externalId,
    sessionName: "vend-doctor",
    durationSeconds: index < grant.via.length ? stsSeconds.mostOfChain : grant.durationSeconds,
    policy: undefined,
    policyArns: index < grant.via.length ? [] : grant.policyArns,
    tags: [],
    transitiveTagKeys: [],
    sourceIdentity: undefined,
  }));
}
