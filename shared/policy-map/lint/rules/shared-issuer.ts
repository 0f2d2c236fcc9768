import type { Grant } from "../../../model/policy-document.ts";
import { claimKey } from "../claim-key.ts";
import type { LintRule, LintSubject } from "../lint-rule.ts";
import { listNames } from "../list-names.ts";
import { literalHead } from "../literal-head.ts";
import { grantClaimsPath } from "../walk-conditions.ts";

/** Claims that say whose token it is, each with what a pattern must begin with to say so. */
type TenantClaims = Readonly<Record<string, RegExp>>;

const anything = /[\p{L}\p{N}]/u;
/** No pattern will do: a name has no end that a pattern could see. */
const exactOnly = /(?!)/;
const ownerAndSlash = /^[^/*]+\//;

/**
 * Issuers that give a token to anybody who signs up. Their documentation asks to bind trust to an organisation.
 * @see https://docs.github.com/actions/reference/security/oidc (subject claims)
 * @see https://docs.gitlab.com/ci/secrets/id_token_authentication/ (token payload)
 */
const sharedIssuers: ReadonlyMap<string, TenantClaims> = new Map<string, TenantClaims>([
  [
    "https://token.actions.githubusercontent.com",
    {
      sub: /^repo:[^/*]+\//,
      repository: ownerAndSlash,
      job_workflow_ref: ownerAndSlash,
      repository_id: anything,
      repository_owner: exactOnly,
      repository_owner_id: anything,
      enterprise: exactOnly,
      enterprise_id: anything,
    },
  ],
  [
    "https://gitlab.com",
    {
      sub: /^project_path:[^/*]+\//,
      project_path: ownerAndSlash,
      namespace_path: ownerAndSlash,
      ci_config_ref_uri: /^gitlab\.com\/[^/*]+\//,
      project_id: anything,
      namespace_id: anything,
    },
  ],
  [
    "https://app.terraform.io",
    {
      sub: /^organization:[^:*]+:/,
      terraform_organization_name: exactOnly,
      terraform_organization_id: anything,
      terraform_workspace_id: anything,
    },
  ],
  [
    "https://agent.buildkite.com",
    { sub: /^organization:[^:*]+:/, organization_slug: exactOnly, organization_id: anything, pipeline_id: anything },
  ],
  ["https://accounts.google.com", { sub: anything, email: anything, hd: exactOnly, azp: anything }],
]);

/** Anybody can have a token of a public issuer: a grant must say whose, before it says which branch or environment. */
export const sharedIssuer: LintRule = (subject, report) => {
  for (const grant of subject.document.grants) {
    for (const name of grant.when.issuers) {
      const { issuer = "" } = subject.issuers.get(name) ?? {};
      const tenantClaims = sharedIssuers.get(issuer);
      if (tenantClaims === undefined || isBound(grant, tenantClaims, subject)) continue;
      report(
        "shared-issuer-without-tenant",
        grantClaimsPath(grant),
        `takes tokens that ${issuer} gives to anybody: no condition says which organisation's`,
        `add a condition on one of ${listNames(Object.keys(tenantClaims))} that names yours`,
      );
    }
  }
};

function isBound(grant: Grant, tenantClaims: TenantClaims, { patternOf }: LintSubject): boolean {
  return grant.when.claims.some(({ path, matcher }) => {
    const claim = claimKey(path);
    if (!Object.hasOwn(tenantClaims, claim)) return false;
    const head = literalHead(matcher, patternOf);
    return head === undefined || tenantClaims[claim]?.test(head);
  });
}
