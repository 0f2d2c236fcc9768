import { deflateRawSync } from "node:zlib";
import type { Grant, PolicyTemplate, TemplatePart } from "../../../model/policy-document.ts";
import type { LintRule } from "../lint-rule.ts";
import { longestAllowed, longestText, longestValues } from "../longest-value.ts";
import { renderLongestPolicy, renderLongestText } from "../render-longest.ts";

/** Of the inline policy and the managed policies' ARNs together, in characters (AssumeRole, parameter Policy). */
const longestPolicy = 2_048;

/**
 * AWS publishes neither the packed format nor its limit. This follows what people report of it, as the local stack's
 * emulator does: raw deflate, with the words of the policy language for free, into 512 bytes.
 */
const packedBytes = 512;
const policyWords = Buffer.from(
  '"Condition":{"StringEquals":{"StringLike":{"aws:PrincipalTag/"aws:RequestTag/"NotResource":"NotAction":"Sid":"Effect":"Deny","Resource":["arn:aws:s3:::"Resource":"*"},{"Effect":"Allow","Action":["s3:{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],"Resource":["arn:aws:s3:::',
);

type Longest = (part: TemplatePart) => number;

/** What passes STS's limits with the longest values that the grant's conditions let through: refused then, to that caller. */
export const sessionSize: LintRule = (subject, report) => {
  for (const grant of subject.document.grants) {
    const longest = longestValues(grant, subject);
    const path = ["grants", grant.name, "assume"];
    for (const { key, value } of grant.tags) {
      const length = longestText(value, longest);
      if (length <= longestAllowed) continue;
      const rule = `can become ${length} characters long, over the limit of ${longestAllowed}`;
      report("tag-too-long", [...path, "tags", key], rule, "bound the claim with matches, such as [a-z0-9-]{1,64}");
    }
    const policyLength = longestPolicyLength(grant, longest);
    if (policyLength > longestPolicy) {
      const rule = `can become ${policyLength} characters long, over the limit of ${longestPolicy}`;
      const repair = "bound the claims with matches, such as [a-z0-9-]{1,64}, or move a part to a managed policy";
      report("policy-too-long", [...path, "policy"], rule, repair);
    } else {
      const percent = packedPercent(grant, longest, policyLength);
      if (percent <= 100) continue;
      const rule = `can take about ${percent} % of what STS packs policy and tags into (an estimate)`;
      report("packed-policy-size", path, rule, "bound the claims with matches, or use fewer names in policy and tags");
    }
  }
};

function longestPolicyLength({ policy, policyArns }: Grant, longest: Longest): number {
  const inline = policy === undefined ? 0 : lengthOf(policy, longest);
  return policyArns.reduce((sum, arn) => sum + arn.length, inline);
}

/** Of the JSON text, without making it. */
function lengthOf(policy: PolicyTemplate, longest: Longest): number {
  if (typeof policy !== "object") return JSON.stringify(policy).length;
  if (isList(policy)) return sum(policy.map((member) => lengthOf(member, longest)));
  if ("template" in policy) {
    const literals = policy.template.filter((part) => typeof part === "string").join("");
    return JSON.stringify(literals).length - literals.length + longestText(policy.template, longest);
  }
  const members = Object.entries(policy.members);
  return sum(members.map(([name, member]) => JSON.stringify(name).length + 1 + lengthOf(member, longest)));
}

/** Of the members, with brackets around and commas between them. */
function sum(lengths: readonly number[]): number {
  return lengths.reduce((total, length) => total + length, 2 + Math.max(lengths.length - 1, 0));
}

function isList(policy: PolicyTemplate): policy is readonly PolicyTemplate[] {
  return Array.isArray(policy);
}

function packedPercent(grant: Grant, longest: Longest, policyLength: number): number {
  const tagsLength = grant.tags.reduce((sum, { key, value }) => sum + key.length + longestText(value, longest) + 2, 0);
  // Packing costs 50 µs, and what is short already needs none.
  if (policyLength + tagsLength <= packedBytes) return 0;
  const text = [
    grant.policy === undefined ? "" : JSON.stringify(renderLongestPolicy(grant.policy, longest)),
    ...grant.policyArns,
    ...grant.tags.map(({ key, value }) => `${key}=${renderLongestText(value, longest)}`),
  ].join("\n");
  return Math.ceil(
    (deflateRawSync(text, { dictionary: policyWords, windowBits: 12, memLevel: 4 }).length * 100) / packedBytes,
  );
}
