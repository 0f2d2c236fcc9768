import type { AssumeRoleInput, Assumption, ResolvedAssumption, ResolvedInput } from "../model/assumption.ts";
import { Fault } from "../model/fault.ts";
import type { ResolveExternalId } from "../model/ports.ts";

/**
 * What STS takes as an external ID. Anything else must not reach it: a call without one passes wherever a trust policy
 * forgets to ask.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html (ExternalId)
 */
const externalIdPattern = /^[\w+=,.@:/-]{2,1224}$/;

/**
 * Puts the external IDs themselves in place of references, before a session is looked up: one that was made with an external ID
 * which has changed since is another session.
 * @throws what the resolver throws; Fault `Internal` for what STS would not take, without showing it
 */
export async function resolveExternalIds(
  assumption: Assumption,
  resolve: ResolveExternalId,
): Promise<ResolvedAssumption> {
  const resolveHop = async (hop: AssumeRoleInput): Promise<ResolvedInput> => {
    const { externalId } = hop;
    if (typeof externalId !== "object") return { ...hop, externalId };
    const resolved = await resolve(externalId);
    if (externalIdPattern.test(resolved)) return { ...hop, externalId: resolved };
    throw new Fault("Internal", "a reference leads to what STS does not take as an external ID");
  };
  if (!assumption.hops.some(isReferring)) return assumption as ResolvedAssumption;
  const [first, ...others] = assumption.hops;
  return { ...assumption, hops: await Promise.all([resolveHop(first), ...others.map(resolveHop)]) };
}

function isReferring({ externalId }: AssumeRoleInput): boolean {
  return typeof externalId === "object";
}
