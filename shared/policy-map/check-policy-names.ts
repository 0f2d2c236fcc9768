import { Flaw } from "./findings.ts";
import { quoteValue } from "./quote-value.ts";

/** A template, which is not one of IAM's own variables (`${aws:username}`). */
const template = /(?<!\$)\{[^{}]*\}/g;

/**
 * An entry of `Action` or `NotAction`. STS refuses a policy with any other, for every caller of the grant.
 * @throws Flaw
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
export function checkPolicyAction(text: string): void {
  // Templates are possible nowhere here; that is reported once, where policies are filled in.
  if (/^(?:\*|[a-z0-9-]+:[a-z0-9*?]+)$/i.test(text.replaceAll(template, "x"))) return;
  throw new Flaw(
    `${quoteValue(text)} is not an action`,
    'write SERVICE:ACTION such as s3:GetObject or s3:Get*, or "*"',
  );
}

/**
 * An entry of `Resource` or `NotResource`: `*`, or an ARN of six parts. A template may stand in the last part only, as IAM's
 * own variables may: what chooses the service, region or account chooses the resource.
 * @throws Flaw
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function checkPolicyResource(text: string): void {
  if (text === "*") return;
  const shown = quoteValue(text);
  if (/^\{[^{}]*\}/.test(text)) {
    const repair = "write the ARN out up to its sixth part, such as arn:aws:s3:::exports/{claims.NAME}";
    throw new Flaw(`${shown} begins with a template, so that a caller would choose the resource`, repair);
  }
  if (!/^arn:(?:[^:]*:){4}./s.test(text.replaceAll(template, "x"))) {
    throw new Flaw(`${shown} is not an ARN`, 'write its six parts such as arn:aws:s3:::exports/*, or "*"');
  }
  if (!/^arn:(?:[^:{}]*:){4}/.test(text)) {
    const repair = "write its partition, service, region and account out";
    throw new Flaw(`${shown} has a template before the last part of the ARN`, repair);
  }
}
