import type { Account, Accounts } from "./accounts.ts";
import { StsError } from "./sts-error.ts";

/** @throws StsError RegionDisabledException where the role's account has switched this region's STS off */
export function checkRegion(accounts: Accounts, account: Account["id"], region: string): void {
  if (accounts.accounts.get(account)?.disabledRegions.includes(region) !== true) return;
  const message = `STS is not activated in this region for account:${account}. Your account administrator can activate STS in this region using the IAM Console.`;
  throw new StsError("RegionDisabledException", message);
}
