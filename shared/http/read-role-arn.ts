import type { CredentialsAsk } from "../model/request.ts";
import { askLimits } from "./ask-limits.ts";
import { malformed } from "./malformed.ts";
import { stsCallSyntax } from "./sts-call-syntax.ts";

const { grantArn, roleArn } = stsCallSyntax;

/**
 * What a `RoleArn` asks for: `arn:aws:iam::000000000000:role/vend/GRANT[/ACCOUNT]` a grant by its name, every other ARN that role by
 * whatever grant covers it.
 * @throws Refusal `InvalidRequest` where it is no ARN of a role
 */
export function readRoleArn(text: string): Pick<CredentialsAsk, "grant" | "account" | "roleArn"> {
  const target = grantArn.exec(text)?.[1];
  if (target === undefined && roleArn.test(text)) return { grant: undefined, account: undefined, roleArn: text };
  if (target === undefined || !askLimits.grantOrTarget.test(target)) {
    throw malformed("RoleArn is neither a role's nor of the form that names a grant");
  }
  const [grant, account] = target.split("/");
  return { grant, account };
}
