import type { TrustStatement } from "../../shared/policy-map/trust-policies.ts";
import type { TrustSet } from "./trust-files.ts";

/** Whether a statement trusts the service, and not a role of the map. */
export function namesService(
  { Principal: { AWS: trusted } }: TrustStatement,
  { serviceRoleArns: [first] }: Pick<TrustSet, "serviceRoleArns">,
): boolean {
  return [trusted].flat().includes(first);
}
