import { randomUUID } from "node:crypto";
import type { Caller } from "./caller.ts";
import { ConstraintCheck } from "./check-constraints.ts";
import { evaluatePolicies } from "./evaluate-policy.ts";
import type { SigningAlgorithm } from "./identity-token-signer.ts";
import { listPositions, type Query } from "./read-query.ts";
import { callerKeys } from "./request-context.ts";
import type { Result, Stage } from "./stage.ts";
import { StsError } from "./sts-error.ts";

const action = "sts:GetWebIdentityToken";
const defaultSeconds = 300;
const algorithmSyntax = { printed: "ES384|RS256", whole: /^(?:ES384|RS256)$/ };

interface Asked {
  readonly audiences: readonly string[];
  readonly algorithm: SigningAlgorithm;
  readonly seconds: number;
}

/**
 * A token in which AWS says who its caller is, for services outside of AWS. That no token outlives its caller's session is not emulated.
 * @throws StsError AccessDenied, OutboundWebIdentityFederationDisabledException, ValidationError
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html
 */
export async function getWebIdentityToken(query: Query, caller: Caller, stage: Stage): Promise<Result> {
  const { accounts, facts, identityTokens } = stage;
  const asked = read(query);
  if (!isAllowed(asked, caller, stage)) {
    throw new StsError("AccessDenied", `User: ${caller.arn} is not authorized to perform: ${action} on resource: *`);
  }
  if (accounts.accounts.get(caller.account)?.federatesOutbound !== true) {
    const message = "Outbound web identity federation is not enabled for this account.";
    throw new StsError("OutboundWebIdentityFederationDisabledException", message);
  }
  const [audience = "", ...others] = asked.audiences;
  const issuedAt = Math.floor(facts.nowMs / 1_000);
  const arn = caller.kind === "role" ? caller.roleArn : caller.arn;
  const claims = {
    iss: issuerOf(caller.account),
    aud: others.length === 0 ? audience : [audience, ...others],
    sub: arn,
    iat: issuedAt,
    exp: issuedAt + asked.seconds,
    jti: randomUUID(),
    "https://sts.amazonaws.com/": {
      aws_account: caller.account,
      source_region: facts.region,
      principal_id: arn,
      ...(accounts.organizationId !== undefined && { org_id: accounts.organizationId }),
      ...(caller.tags.size > 0 && {
        principal_tags: Object.fromEntries([...caller.tags.values()].map(({ key, value }) => [key, value])),
      }),
    },
  };
  return [
    ["WebIdentityToken", await identityTokens.sign(claims, asked.algorithm)],
    ["Expiration", new Date(claims.exp * 1_000).toISOString().replace(".000Z", "Z")],
  ];
}

/** Of an account's own, in the form that AWS gives it; the same at every start, so that a map can name it. */
function issuerOf(account: string): string {
  return `https://00000000-0000-4000-8000-${account}.tokens.sts.global.api.aws`;
}

function read(query: Query): Asked {
  const check = new ConstraintCheck(query);
  const positions = listPositions(query, "Audience");
  // Without a member, the first is missed.
  const audiences = (positions.length === 0 ? [1] : positions).map((position) =>
    check.string(`Audience.member.${position}`, `audience.${position}.member`, { isRequired: true, min: 1, max: 1000 }),
  );
  check.listLength(positions.length, "audience", 10);
  const seconds = check.integer("DurationSeconds", "durationSeconds", { min: 60, max: 3_600 }) ?? defaultSeconds;
  const algorithm = check.string("SigningAlgorithm", "signingAlgorithm", {
    isRequired: true,
    pattern: algorithmSyntax,
  });
  check.finish();
  if (query.has("Scope") || query.has("SubjectMode") || listPositions(query, "Tags").length > 0) {
    throw new StsError("InvalidParameterValue", "Scope, SubjectMode and Tags are not emulated.");
  }
  return {
    audiences: audiences.filter((audience) => audience !== undefined),
    algorithm: algorithm === "RS256" ? "RS256" : "ES384",
    seconds,
  };
}

function isAllowed({ audiences, algorithm, seconds }: Asked, caller: Caller, { accounts, facts }: Stage): boolean {
  const entries = [
    ...callerKeys(caller, accounts),
    ["aws:RequestedRegion", facts.region],
    ["aws:SourceIp", facts.sourceAddress],
    ["aws:SecureTransport", "true"],
    ["sts:IdentityTokenAudience", audiences],
    ["sts:SigningAlgorithm", algorithm],
    ["sts:DurationSeconds", String(seconds)],
  ] as const;
  const context = new Map(
    entries.flatMap(([key, value]) => (value === undefined ? [] : [[key.toLowerCase(), [value].flat()] as const])),
  );
  const question = { action, resource: "*", context };
  const limits = [caller.permissions, caller.kind === "role" ? caller.sessionPolicies : undefined];
  return limits.every((policies) => policies === undefined || evaluatePolicies(policies, question) === "allow");
}
