import type { AssumeRoleInput, Assumption, ResolvedAssumption, ResolvedInput } from "../model/assumption.ts";
import { externalIdPattern } from "../model/external-id-pattern.ts";
import { Fault } from "../model/fault.ts";
import type { ResolveExternalId } from "../model/ports.ts";

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
