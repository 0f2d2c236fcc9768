import type { AllowStatement } from "../../cli/trust/iam-policy.ts";

/** An ARN; or what CloudFormation makes one of. */
type Resource = string | { readonly "Fn::Sub": string } | { readonly "Fn::GetAtt": readonly [string, "Arn"] };

/** A statement of an IAM policy within a CloudFormation template. */
export interface Statement {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly Resource[];
  readonly Condition?: Readonly<
    Record<string, Readonly<Record<string, string | readonly string[] | { readonly "Fn::Sub": string }>>>
  >;
}

/** A statement as a template has it. */
export function toTemplate({ Effect, Action, Resource: resources, Condition: condition }: AllowStatement): Statement {
  const owner = condition?.StringEquals["aws:ResourceAccount"];
  return {
    Effect,
    Action,
    Resource: resources.map(filledIn),
    ...(owner !== undefined && { Condition: { StringEquals: { "aws:ResourceAccount": filledIn(owner) } } }),
  };
}

function filledIn(text: string): string | { readonly "Fn::Sub": string } {
  return text.includes("$") ? { "Fn::Sub": text } : text;
}
