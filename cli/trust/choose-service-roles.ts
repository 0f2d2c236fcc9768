import { CliError } from "../cli-error.ts";
import { splitRoleArn } from "./account-roles.ts";
import type { ServiceRoleArns } from "./trust-files.ts";

/** Names no account of AWS's, so that nobody trusts it by mistake. */
const placeholderAccount = "000000000000";

/**
 * The roles that the service runs as, each once, in the order that they were given; without any, what stands in their place.
 * @param asked the partition of the map's roles; the region that the service runs in, if that was said
 * @throws CliError for roles that no trust policy can name together, and for several in one region
 */
export function chooseServiceRoles(
  given: readonly string[],
  { partition, region }: { readonly partition: string; readonly region: string | undefined },
): ServiceRoleArns {
  const [first, ...more] = new Set(given);
  if (first === undefined) return [`arn:${partition}:iam::${placeholderAccount}:role/vending-service`];
  for (const arn of more) {
    if (splitRoleArn(arn).partition !== splitRoleArn(first).partition) {
      throw new CliError(`--service-role: ${arn} is of another partition than ${first}, and no role can trust both`);
    }
  }
  if (region !== undefined && more.length > 0) {
    throw new CliError(
      "--region is for one --service-role: what lies in a region, the role of that region alone may read",
    );
  }
  return [first, ...more];
}
