import { stsSeconds } from "../../shared/model/sts-seconds.ts";
import { explainDenial } from "./explain-denial.ts";
import type { AskSts, StsAnswer, StsCall, StsKeys } from "./sts-port.ts";
import type { Trouble, TroubleKind } from "./trouble.ts";
import { findDurationTrouble } from "./try-duration.ts";

/** What one call came to. `keys`: to go on with, where the call went well. */
export interface TriedCall {
  readonly keys: StsKeys | undefined;
  readonly troubles: readonly Trouble[];
}

/** Codes that say all by themselves. */
const plainCodes: ReadonlyMap<string, readonly [kind: TroubleKind, message: string, repair: string]> = new Map([
  [
    "ExternalIdUnavailable",
    [
      "external-id-unavailable",
      "the external ID that the map refers to cannot be read",
      "let these credentials read it (ssm:GetParameter or secretsmanager:GetSecretValue, and kms:Decrypt), or correct the reference",
    ],
  ],
  [
    "RegionDisabledException",
    [
      "region",
      "STS is switched off in this region for the account",
      "switch it on (IAM console, Account settings, STS), or give the account of the map another region",
    ],
  ],
  [
    "InvalidClientTokenId",
    [
      "region",
      "STS of this region does not know these credentials",
      "use a region of the same partition; for one that must be opted into, opt in or set the account's tokens to version 2",
    ],
  ],
  ["ExpiredToken", ["credentials", "the credentials of the environment have expired", "renew them and try again"]],
  [
    "ExpiredTokenException",
    ["credentials", "the credentials of the environment have expired", "renew them and try again"],
  ],
  [
    "PackedPolicyTooLarge",
    [
      "packed-size",
      "tags and managed policies take more than STS packs, even without the grant's session policy",
      "use fewer or shorter tags, or fewer policyArns",
    ],
  ],
]);

/**
 * Makes one call as the service would, first for the shortest time, and where STS refuses, tries which part it refuses.
 * Nothing is guessed: every call is made of what the map says, or of less.
 */
export async function tryCall(
  ask: AskSts,
  call: StsCall,
  keys: StsKeys | undefined,
  isLast: boolean,
): Promise<TriedCall> {
  // What is only tried need not last.
  const short = { ...call, durationSeconds: stsSeconds.least };
  const answer = await ask(short, keys);
  if (answer.isYes) {
    const trouble = isLast ? await findDurationTrouble(ask, call, keys) : undefined;
    return { keys: answer.keys, troubles: trouble === undefined ? [] : [trouble] };
  }
  return { keys: undefined, troubles: await explainRefusal(ask, short, keys, answer) };
}

async function explainRefusal(
  ask: AskSts,
  call: StsCall,
  keys: StsKeys | undefined,
  refusal: StsAnswer & { readonly isYes: false },
): Promise<readonly Trouble[]> {
  if (/^AccessDenied/.test(refusal.code)) return await explainDenial(ask, call, keys, refusal);
  const plain = plainCodes.get(refusal.code.replace(/(?<=TooLarge)Exception$/, ""));
  const told = { roleArn: call.roleArn, answer: spoken(refusal) };
  if (plain !== undefined) {
    const [kind, message, repair] = plain;
    return [{ kind, message, repair, ...told }];
  }
  const unknown = call.policyArns.length === 0 ? [] : await unknownPolicies(ask, call, keys);
  if (unknown.length > 0) {
    const message = `STS does not take ${unknown.join(", ")} as a session policy`;
    return [
      { kind: "policy-arns", message, repair: "create it in the role's account, or correct policyArns", ...told },
    ];
  }
  const isDown = !/^(?:ValidationError|InvalidParameterValue|MalformedPolicyDocument)/.test(refusal.code);
  return isDown
    ? [{ kind: "unreachable", message: "STS gave no answer to go by", repair: "try again, later or slower", ...told }]
    : [{ kind: "other", message: "STS does not take the call", repair: "correct what it names", ...told }];
}

/** Without the managed policies, all is well: so it is one of them. */
async function unknownPolicies(ask: AskSts, call: StsCall, keys: StsKeys | undefined): Promise<readonly string[]> {
  const without = await ask({ ...call, policyArns: [] }, keys);
  if (!without.isYes) return [];
  const unknown: string[] = [];
  for (const arn of call.policyArns) {
    const alone = await ask({ ...call, policyArns: [arn] }, keys);
    if (!alone.isYes) unknown.push(arn);
  }
  return unknown;
}

/** STS's code and words. */
function spoken({ code, message }: StsAnswer & { readonly isYes: false }): string {
  return message === "" ? code : `${code}: ${message}`;
}
