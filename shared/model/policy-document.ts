import type { ClaimPath } from "./claims.ts";
import type { Format } from "./format.ts";
import type { Issuer } from "./issuer.ts";
import type { ProofMethod } from "./proof.ts";

/**
 * A policy map after validation: defaults filled in, durations in seconds, templates parsed, accounts resolved.
 * Plain JSON throughout, so that it can be stored and loaded without the validator.
 */
export interface PolicyDocument {
  readonly version: 1;
  readonly issuers: readonly Issuer[];
  readonly grants: readonly Grant[];
  readonly deny: readonly Denial[];
}

/** What an identity may become, and on which conditions. */
export interface Grant {
  readonly name: string;
  readonly description: string | undefined;
  /** `shadow`: decided and audited, never vended. */
  readonly mode: "live" | "shadow";
  /** Chosen where a caller names no grant and several match. */
  readonly isDefault: boolean;
  readonly when: GrantConditions;
  /** One for a grant that names one role; one for each account otherwise. Never empty. */
  readonly targets: readonly Target[];
  /** Roles to go through, in order, before the target's. */
  readonly via: readonly Hop[];
  /**
   * A token gets a session by such grants once, and not again. Never `false`: so a map without such grants has no member that
   * an older service does not know, and one that has them tells by its members alone.
   */
  readonly oneTime: true | undefined;
  /** Longest session that a caller may ask for, and the one it gets when it does not say: 900 to 43200. */
  readonly durationSeconds: number;
  /** `token`: no session outlives the token that it was given for. Undefined where sessions may, as for `oneTime`. */
  readonly capAt: "token" | undefined;
  readonly sessionName: Template;
  readonly sourceIdentity: Template | undefined;
  readonly tags: readonly SessionTag[];
  /** Keys of `tags` that later hops and sessions inherit. */
  readonly transitiveTagKeys: readonly string[];
  readonly policyArns: readonly string[];
  /** The session policy as a JSON value whose strings may be templates; undefined: the whole role. */
  readonly policy: PolicyTemplate | undefined;
  readonly format: Format;
  /** Adds `AccountId` to the `container` shape, which old .NET SDKs refuse. */
  readonly answersAccountId: boolean;
  readonly parameters: readonly Parameter[];
}

/** A role in an account, and what its trust policy asks for. */
export interface Target {
  /** The account's name in the map; undefined where the grant names a role ARN and no account. */
  readonly account: string | undefined;
  readonly roleArn: string;
  readonly externalId: ExternalId | undefined;
  /** The region whose STS endpoint is asked; undefined: the service's own. */
  readonly region: string | undefined;
}

/** A role on the way. */
export interface Hop {
  readonly roleArn: string;
  readonly externalId: ExternalId | undefined;
}

/** What a role's trust policy asks for as `sts:ExternalId`: the text itself, or where it is kept. */
export type ExternalId = string | ExternalIdReference;

/** The name of an SSM parameter; or the name or ARN of a secret, and the member of its JSON object, if it is one. */
export type ExternalIdReference =
  | { readonly ssm: string }
  | { readonly secret: string; readonly member: string | undefined };

export interface GrantConditions {
  /** Names of issuers: never empty. */
  readonly issuers: readonly string[];
  /** All must hold: never empty. */
  readonly claims: readonly ClaimCondition[];
  readonly network: NetworkCondition | undefined;
  readonly time: TimeCondition | undefined;
  readonly mfa: MfaCondition | undefined;
  /** One of these must have proved that the token is its sender's: never empty. Undefined: not asked. */
  readonly senderConstrained: readonly ProofMethod[] | undefined;
}

export interface ClaimCondition {
  readonly path: ClaimPath;
  readonly matcher: Matcher;
}

export type Scalar = string | number | boolean;

/** What one claim must be. A missing claim matches none of them, `noneOf` included. */
export type Matcher =
  | { readonly kind: "equals"; readonly value: Scalar }
  | { readonly kind: "oneOf"; readonly values: readonly Scalar[] }
  | { readonly kind: "anyOf"; readonly values: readonly Scalar[] }
  | { readonly kind: "allOf"; readonly values: readonly Scalar[] }
  | { readonly kind: "noneOf"; readonly values: readonly Scalar[] }
  | { readonly kind: "prefix"; readonly prefix: string }
  | { readonly kind: "glob"; readonly pattern: string }
  | { readonly kind: "matches"; readonly pattern: string }
  | { readonly kind: "exists" };

/** Either list suffices; at least one is not empty. */
export interface NetworkCondition {
  readonly cidrs: readonly string[];
  readonly vpcEndpointIds: readonly string[];
}

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof weekdays)[number];

/** Hours of days in a zone. `from` is inside, `to` is outside; `to` before `from` runs past midnight and belongs to the day it began on. */
export interface TimeCondition {
  readonly days: readonly Weekday[];
  /** Minutes since midnight, 0 to 1439. */
  readonly fromMinute: number;
  /** Minutes since midnight, 1 to 1440. */
  readonly toMinute: number;
  /** An IANA zone name. */
  readonly zone: string;
}

/** How, and how recently, the person behind the token signed in (RFC 8176 `amr`, OpenID Connect Core `acr` and `auth_time`). */
export interface MfaCondition {
  /** One of these must be in `amr`; empty: not asked. */
  readonly amr: readonly string[];
  /** `acr` must be one of these; empty: not asked. */
  readonly acr: readonly string[];
  /** Longest `now - auth_time`. */
  readonly maxAgeSeconds: number | undefined;
}

/** An exclusion that wins over every grant. */
export interface Denial {
  readonly issuers: readonly string[];
  readonly claims: readonly ClaimCondition[];
  readonly reason: string;
}

export interface SessionTag {
  readonly key: string;
  readonly value: Template;
}

/** A value that a caller may choose, inside what the grant's author allows. */
export interface Parameter {
  readonly name: string;
  /** RE2 syntax; the whole value must match. */
  readonly pattern: string;
  readonly description: string | undefined;
}

/** Text with places to fill. Plain strings are literal. Never empty. */
export type Template = readonly TemplatePart[];

export type TemplatePart =
  | string
  | { readonly from: "claims"; readonly path: ClaimPath; readonly allowsPath: boolean }
  | { readonly from: "params"; readonly name: string; readonly allowsPath: boolean }
  | { readonly from: "grant" }
  | { readonly from: "issuer" };

/** A session policy as it is stored: a JSON value in which `{ template, place }` stands for each string to fill. */
export type PolicyTemplate =
  | Scalar
  | readonly PolicyTemplate[]
  | PolicyTemplateString
  | { readonly members: { readonly [name: string]: PolicyTemplate } };

/** `resource`: in an ARN, where `/` and `:` have a meaning, be it a resource or a condition's; `condition`: in another text. */
export interface PolicyTemplateString {
  readonly template: Template;
  readonly place: "resource" | "condition";
}
