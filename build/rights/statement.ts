import type { AllowStatement } from "../../cli/trust/iam-policy.ts";

/** An ARN; or what CloudFormation makes one of. */
type Resource = string | { readonly "Fn::Sub": string } | { readonly "Fn::GetAtt": readonly [string, "Arn"] };

/** A statement of an IAM policy within a CloudFormation template. */
export interface Statement {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly Resource[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A statement as a template has it. */
export function toTemplate({ Effect, Action, Resource: resources }: AllowStatement): Statement {
  return { Effect, Action, Resource: resources.map((arn) => (arn.includes("$") ? { "Fn::Sub": arn } : arn)) };
}
