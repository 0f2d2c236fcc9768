import type { Grant } from "../../shared/model/policy-document.ts";

/** What the probes ask for, as it is set: `GRANT` or `GRANT/ACCOUNT`, empty for nothing. */
export interface ProbedGrants {
  readonly probeGrant: string;
  /** What they must not be given. */
  readonly probeDeniedGrant: string;
}

/**
 * The role that the probe's grant gives by the map, so that credentials of another are not taken for the service's.
 * @returns an ARN; empty where there are no probes
 * @throws Error for what the map does not give, or gives in several accounts: the service would refuse it, and the probes would prove nothing
 */
export function probeRole(grants: readonly Grant[], { probeGrant, probeDeniedGrant }: ProbedGrants): string {
  if (probeDeniedGrant !== "") findTargets(grants, "PROBE_DENIED_GRANT", probeDeniedGrant);
  if (probeGrant === "") return "";
  const [{ roleArn, account }, ...others] = findTargets(grants, "PROBE_GRANT", probeGrant);
  if (others.length > 0) {
    throw new Error(`PROBE_GRANT: the map gives it in several accounts; name one, such as ${probeGrant}/${account}`);
  }
  return roleArn;
}

function findTargets(
  grants: readonly Grant[],
  variable: string,
  asked: string,
): readonly [Grant["targets"][number], ...Grant["targets"]] {
  const [name, account] = asked.split("/");
  const grant = grants.find((one) => one.name === name);
  if (grant === undefined) throw new Error(`${variable}: the map has no grant ${name}`);
  const [first, ...more] = grant.targets.filter((target) => account === undefined || target.account === account);
  if (first === undefined) throw new Error(`${variable}: the map does not give ${name} in an account ${account}`);
  return [first, ...more];
}
