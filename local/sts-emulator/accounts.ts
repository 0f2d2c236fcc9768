import type { JSONWebKeySet } from "jose";
import type { Tags } from "./caller.ts";
import type { Policy } from "./policy.ts";

/** Everything that the emulator knows of AWS, looked up by ARN. Immutable; `addRole` returns another one. */
export interface Accounts {
  readonly partition: string;
  /** `aws:PrincipalOrgID`; all accounts of a file are of one organization. */
  readonly organizationId: string | undefined;
  /** The role or user that the vending service runs as. */
  readonly serviceIdentity: string | undefined;
  readonly accounts: ReadonlyMap<string, Account>;
  readonly roles: ReadonlyMap<string, Role>;
  readonly users: ReadonlyMap<string, User>;
  readonly accessKeys: ReadonlyMap<string, AccessKey>;
  readonly managedPolicies: ReadonlyMap<string, Policy>;
  readonly oidcProviders: ReadonlyMap<string, OidcProvider>;
}

export interface Account {
  readonly id: string;
  /** Regions whose STS endpoint the account has switched off. */
  readonly disabledRegions: readonly string[];
  /** Whether it makes tokens in which AWS says who the caller is. */
  readonly federatesOutbound: boolean;
}

export interface Role {
  readonly account: string;
  readonly name: string;
  /** With its path. */
  readonly arn: string;
  /** `AROA...` */
  readonly id: string;
  readonly trustPolicy: Policy;
  readonly maxSessionSeconds: number;
  readonly tags: Tags;
  /** Undefined: the file does not say, so everything of STS. */
  readonly permissions: readonly Policy[] | undefined;
}

export interface User {
  readonly account: string;
  readonly name: string;
  readonly arn: string;
  /** `AIDA...` */
  readonly id: string;
  readonly tags: Tags;
  readonly permissions: readonly Policy[] | undefined;
}

export interface AccessKey {
  readonly user: User;
  readonly secretAccessKey: string;
}

export interface OidcProvider {
  readonly account: string;
  /** `arn:aws:iam::ACCOUNT:oidc-provider/HOST/PATH`: what a trust policy names as Federated. */
  readonly arn: string;
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly keys: { readonly jwks: JSONWebKeySet } | { readonly jwksUri: string };
}
