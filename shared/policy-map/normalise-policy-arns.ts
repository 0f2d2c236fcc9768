import type { Target } from "../model/policy-document.ts";
import { checkCount, checkUnique } from "./check-names.ts";
import type { Findings, MapPath } from "./findings.ts";
import { quoteValue } from "./quote-value.ts";

const mostArns = 10;
const arnPattern = /^arn:(aws|aws-cn|aws-us-gov):iam::(\d{12}|aws):policy\/(?:[\w+=,.@:-]+\/)*[\w+=,.@-]{1,128}$/;

/** Managed session policies: of the role's own account, or AWS's own, by the rules of AssumeRole. */
export function normalisePolicyArns(
  arns: readonly string[],
  targets: readonly Target[],
  path: MapPath,
  findings: Findings,
): readonly string[] {
  if (!checkCount("ARNs", arns.length, mostArns, path, findings)) return arns;
  checkUnique(arns, path, findings);
  arns.forEach((arn, index) => {
    checkArn(arn, targets, [...path, index], findings);
  });
  return arns;
}

function checkArn(arn: string, targets: readonly Target[], path: MapPath, findings: Findings): void {
  const [, partition, owner] = arnPattern.exec(arn) ?? [];
  if (partition === undefined) {
    const repair = "write arn:aws:iam::aws:policy/NAME or arn:aws:iam::111122223333:policy/NAME";
    findings.report(path, `${quoteValue(arn)} is not the ARN of a managed policy`, repair);
    return;
  }
  for (const { roleArn } of targets) {
    const [, rolePartition, , , roleAccount] = roleArn.split(":");
    if (rolePartition !== partition) {
      findings.report(path, `is in partition ${partition}, and the role in ${rolePartition}`, "name one of the role's");
      return;
    }
    if (owner !== "aws" && owner !== roleAccount) {
      findings.report(path, `is in account ${owner}, and the role in ${roleAccount}`, "name one of the role's account");
      return;
    }
  }
}
