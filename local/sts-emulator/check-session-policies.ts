import type { Accounts } from "./accounts.ts";
import type { Policy } from "./policy.ts";
import { policySchema } from "./policy-schema.ts";
import type { SessionRequest } from "./read-session-request.ts";
import { StsError } from "./sts-error.ts";

const schema = policySchema("identity");
const plainTextLimit = 2048;

/**
 * The policies that limit a session: the inline one and the managed ones. Undefined where the call gives none.
 * @throws StsError MalformedPolicyDocument, InvalidParameterValue, PackedPolicyTooLarge
 */
export function checkSessionPolicies(request: SessionRequest, accounts: Accounts): readonly Policy[] | undefined {
  const { policy, policyArns, roleArn } = request;
  if (policy === undefined && policyArns.length === 0) return undefined;
  const inline = policy === undefined ? [] : [readPolicy(policy)];
  const managed = policyArns.map((arn) => findManagedPolicy(arn, roleArn, accounts));
  const plainText = (policy?.length ?? 0) + policyArns.reduce((length, arn) => length + arn.length, 0);
  if (plainText > plainTextLimit) {
    const message = `The inline policy and the policy ARNs have ${plainText} characters together; ${plainTextLimit} is the limit.`;
    throw new StsError("PackedPolicyTooLarge", message);
  }
  return [...inline, ...managed];
}

function readPolicy(text: string): Policy {
  const document = parseJson(text);
  const result = schema.safeParse(document);
  if (result.success) return result.data;
  // Messages of the grammar end with a full stop, as IAM's do; the rest is the schema's and no caller's business.
  const message = result.error.issues
    .map((issue) => issue.message)
    .find((text) => text.endsWith(".") || text.endsWith('"*".'));
  throw new StsError("MalformedPolicyDocument", message ?? "Syntax errors in policy.");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StsError("MalformedPolicyDocument", "This policy contains invalid Json", { cause });
  }
}

/** AWS's own, or one of the account that has the role. */
function findManagedPolicy(arn: string, roleArn: string, accounts: Accounts): Policy {
  const owner = arn.split(":")[4];
  const policy = owner === "aws" || owner === roleArn.split(":")[4] ? accounts.managedPolicies.get(arn) : undefined;
  if (policy !== undefined) return policy;
  throw new StsError(
    "InvalidParameterValue",
    "At least one Policy ARN in the PolicyArns parameter does not match an existing IAM Managed Policy ARN.",
  );
}
