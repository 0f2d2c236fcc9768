import { compilePolicyMap } from "../../shared/authorize/compile-policy-map.ts";
import type { Caller } from "../../shared/model/caller.ts";
import type { ClaimPath, Claims } from "../../shared/model/claims.ts";
import type { Issuer } from "../../shared/model/issuer.ts";
import type {
  ClaimCondition,
  Denial,
  Grant,
  GrantConditions,
  Matcher,
  PolicyDocument,
  Scalar,
  SessionTag,
  Target,
  Template,
  TemplatePart,
} from "../../shared/model/policy-document.ts";
import type { PolicyMap } from "../../shared/model/policy-map.ts";
import type { ProofMethod } from "../../shared/model/proof.ts";
import type { CredentialsAsk, RequestFacts } from "../../shared/model/request.ts";

/*
 * A baseline in which everything fits: `decideGrant(aPolicyMap(), aCaller(), anAsk(), facts())` decides for the grant
 * `nightly-report`. A test changes one thing of it.
 */

/** A Wednesday, 07:00 in Berlin. */
export const nowMs = Date.UTC(2026, 9, 7, 5, 0, 0);

export function anIssuer(changes: Partial<Issuer> = {}): Issuer {
  return {
    name: "corp",
    issuer: "https://idp.corp.example",
    audiences: ["https://vend.corp.example"],
    keys: { kind: "discovery" },
    algorithms: ["ES256"],
    tokenType: undefined,
    maxTokenAgeSeconds: undefined,
    maxTokenLifetimeSeconds: 3_600,
    clockToleranceSeconds: 30,
    requiredClaims: [],
    senderConstrained: undefined,
    ...changes,
  };
}

/** The value of a claim, to put into a template: `claim("team")`, `claim("kubernetes.io", "namespace")`. */
export function claim(...path: ClaimPath): TemplatePart {
  return { from: "claims", path, allowsPath: false };
}

/** The same, as `{claims.x|path}`. */
export function pathClaim(...path: ClaimPath): TemplatePart {
  return { from: "claims", path, allowsPath: true };
}

/** A caller's parameter, to put into a template. */
export function param(name: string): TemplatePart {
  return { from: "params", name, allowsPath: false };
}

/** A condition on a claim. A plain value is equality. */
export function where(path: string | ClaimPath, matcher: Scalar | Matcher): ClaimCondition {
  return {
    path: typeof path === "string" ? [path] : path,
    matcher: typeof matcher === "object" ? matcher : { kind: "equals", value: matcher },
  };
}

export function conditions(changes: Partial<GrantConditions> = {}): GrantConditions {
  return {
    issuers: ["corp"],
    claims: [
      where("sub", { kind: "oneOf", values: ["report-runner", "report-runner-canary"] }),
      where("groups", { kind: "anyOf", values: ["etl"] }),
      where("env", "prod"),
      where("team", { kind: "matches", pattern: "[a-z][a-z0-9-]{1,30}" }),
    ],
    network: undefined,
    time: undefined,
    mfa: undefined,
    senderConstrained: undefined,
    ...changes,
  };
}

export function aTarget(changes: Partial<Target> = {}): Target {
  return {
    account: "reporting",
    roleArn: "arn:aws:iam::111122223333:role/report-reader",
    externalId: "external-id-of-reporting",
    region: undefined,
    ...changes,
  };
}

export function aTag(key: string, ...value: Template): SessionTag {
  return { key, value };
}

/** Live, for `corp`'s report runners of the group `etl`, without parameters. */
export function aGrant(changes: Partial<Grant> = {}): Grant {
  return {
    name: "nightly-report",
    description: "Nightly report job reads the exports of its own team",
    mode: "live",
    isDefault: false,
    when: conditions(),
    targets: [aTarget()],
    via: [],
    oneTime: undefined,
    durationSeconds: 3_600,
    capAt: undefined,
    sessionName: [claim("sub")],
    sourceIdentity: [claim("sub")],
    tags: [aTag("team", claim("team"))],
    transitiveTagKeys: [],
    policyArns: [],
    policy: {
      members: {
        Version: "2012-10-17",
        Statement: [
          {
            members: {
              Effect: "Allow",
              Action: ["s3:GetObject", "s3:ListBucket"],
              Resource: [
                "arn:aws:s3:::exports",
                { template: ["arn:aws:s3:::exports/", claim("team"), "/*"], place: "resource" },
              ],
            },
          },
        ],
      },
    },
    format: "container",
    answersAccountId: false,
    parameters: [],
    ...changes,
  };
}

/** Takes the callers that `aGrant` takes, but for its subject. */
export function aDenial(changes: Partial<Denial> = {}): Denial {
  return { issuers: ["corp"], claims: [where("sub", "report-runner-old")], reason: "key leaked", ...changes };
}

export function aDocument(changes: Partial<PolicyDocument> = {}): PolicyDocument {
  return { version: 1, issuers: [anIssuer()], grants: [aGrant()], deny: [aDenial()], ...changes };
}

export function aPolicyMap(changes: Partial<PolicyDocument> = {}): PolicyMap {
  return compilePolicyMap(aDocument(changes), "0".repeat(64));
}

/**
 * The one place outside `authenticate/verify-token` that makes a caller.
 * @param claims a claim that is `undefined` is left out of the token
 */
export function aCaller(
  claims: { readonly [name: string]: Claims[string] | undefined } = {},
  issuer: { readonly issuerName?: string; readonly issuer?: string } = {},
): Caller {
  const expiresAtSeconds = nowMs / 1000 + 600;
  const all = {
    iss: issuer.issuer ?? "https://idp.corp.example",
    sub: "report-runner",
    exp: expiresAtSeconds,
    groups: ["staff", "etl"],
    env: "prod",
    team: "etl-core",
    ...claims,
  };
  const present = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Claims;
  return {
    issuerName: "corp",
    issuer: "https://idp.corp.example",
    subject: typeof all.sub === "string" ? all.sub : "report-runner",
    claims: present,
    tokenId: "token-1",
    tokenExpiresAtSeconds: expiresAtSeconds,
    boundBy: [] as readonly ProofMethod[],
    ...issuer,
  } as Caller;
}

/** What a token's payload says, with members that only JSON text can name, such as `__proto__`. */
export function claimsOf(json: string): Claims {
  return JSON.parse(json) as Claims;
}

export function anAsk(
  changes: Partial<Omit<CredentialsAsk, "parameters">> & {
    readonly parameters?: Readonly<Record<string, string>>;
  } = {},
): CredentialsAsk {
  const { parameters = {}, ...rest } = changes;
  return {
    grant: undefined,
    account: undefined,
    format: undefined,
    durationSeconds: undefined,
    ...rest,
    parameters: new Map(Object.entries(parameters)),
  };
}

export function facts(changes: Partial<RequestFacts> = {}): RequestFacts {
  return { nowMs, sourceAddress: "10.20.3.4", vpcEndpointId: undefined, ...changes };
}

/** What a piece of work came to: `allowed`, or the code of the refusal or fault that it threw. Anything else is thrown on. */
export function codeOf(work: () => unknown): string {
  const failure = failureOf(work);
  return failure === undefined ? "allowed" : failure.code;
}

/** The refusal or fault that a piece of work throws, if it does. */
export function failureOf(
  work: () => unknown,
): (Error & { readonly code: string; readonly reason: string }) | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof Error && "code" in error && "reason" in error) {
      return error as Error & { readonly code: string; readonly reason: string };
    }
    throw error;
  }
}
