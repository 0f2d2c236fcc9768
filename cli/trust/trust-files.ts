import type { AccountRoles } from "./account-roles.ts";
import type { IamPolicy } from "./iam-policy.ts";

/** All of one partition. */
export type ServiceRoleArns = readonly [string, ...string[]];

/** What `trust` prints, whatever the form: roles by account, and what the service itself must be allowed. */
export interface TrustSet {
  readonly accounts: readonly AccountRoles[];
  /** ARNs of the roles that the service runs as, one in each region, or what stands in their place. */
  readonly serviceRoleArns: ServiceRoleArns;
  /** False: the ARN is a placeholder, since none was given. */
  readonly knowsServiceRole: boolean;
  /** What the service must be allowed, as policies that IAM takes; undefined: not asked for. */
  readonly servicePolicies: readonly IamPolicy[] | undefined;
}

/** One file of a form that takes a file an account. */
export interface TrustFile {
  /** Account id, or `service`. */
  readonly of: string;
  readonly fileName: string;
  readonly text: string;
}
