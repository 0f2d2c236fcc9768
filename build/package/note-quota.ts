/** Managed policies that a role takes where AWS was not asked for more. */
const usualQuota = 10;

/**
 * What to ask AWS for before a template is deployed.
 * @param template as JSON
 * @returns lines for a person; none where there is nothing to ask for
 */
export function noteQuota(template: string): readonly string[] {
  const { Resources: resources } = JSON.parse(template) as PackagedTemplate;
  const count = Object.values(resources).filter(({ Type }) => Type === "AWS::IAM::ManagedPolicy").length;
  if (count <= usualQuota) return [];
  return [
    "",
    `The service's role carries ${count} managed policies, and a role takes ${usualQuota}: ask AWS for more (Service Quotas, IAM,`,
    "managed policies attached to a role), up to 20, before this is deployed.",
  ];
}

interface PackagedTemplate {
  readonly Resources: Readonly<Record<string, { readonly Type: string }>>;
}
