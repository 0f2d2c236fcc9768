import { Fault } from "../model/fault.ts";

const roleArnSyntax = /^arn:[^:]+:iam::(\d{12}):role\//;

/**
 * The twelve digits of the account that an IAM role belongs to.
 * @throws Fault `Internal` where the ARN is not a role's: the policy map was checked, so this is a bug of ours
 */
export function accountId(roleArn: string): string {
  const digits = roleArnSyntax.exec(roleArn)?.[1];
  if (digits === undefined) {
    throw new Fault("Internal", "a session names something other than an IAM role ARN");
  }
  return digits;
}
