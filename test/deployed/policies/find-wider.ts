import { type Permission, type PolicedTemplate, roleOf, templatePermissions } from "./template-permissions.ts";

/** Wildcards that AWS leaves no way around, each with the reason. */
const unavoidable: readonly { readonly action: RegExp; readonly resource: RegExp; readonly reason: string }[] = [
  { action: /^xray:Put(?:TraceSegments|TelemetryRecords)$/, resource: /^\*$/, reason: "X-Ray knows no resources" },
  {
    action: /^secretsmanager:GetSecretValue$/,
    resource: /^[^*?]+-\?{6}$/,
    reason: "Secrets Manager ends an ARN in six characters that nobody knows before",
  },
  {
    action: /^ssm:GetParameters$/,
    resource: /^[^*?]+:parameter\/[^*?]+\/\*$/,
    reason: "the parts of a split map are named by its digest",
  },
  {
    action: /^sts:GetWebIdentityToken$/,
    resource: /^\*$/,
    reason: "STS knows no resource of it; that its conditions bound it is what is expected of it",
  },
];

/** What every function may do: write its own log, in the group that the stack makes for it. */
const logActions = ["logs:CreateLogStream", "logs:PutLogEvents"];

/**
 * What a template allows and is not to: each permission that is not expected, and each wildcard that AWS does not force on anybody.
 * @param expected by role, each as `ACTION on RESOURCE`, with ` if CONDITION` where there is one
 */
export function findWider(
  template: PolicedTemplate,
  expected: Readonly<Record<string, readonly string[]>>,
): readonly string[] {
  const allowed = new Set([
    ...Object.entries(expected).flatMap(([role, permissions]) => permissions.map((text) => `${role}: ${text}`)),
    ...ownLogs(template),
  ]);
  return templatePermissions(template).flatMap((permission) => [
    ...(allowed.has(print(permission)) ? [] : [`unexpected: ${print(permission)}`]),
    ...(isTooWide(permission) ? [`wildcard: ${print(permission)}`] : []),
  ]);
}

/** A permission in one line. */
export function print({ role, action, resource, condition }: Permission): string {
  return `${role}: ${action} on ${resource}${condition === "" ? "" : ` if ${condition}`}`;
}

function ownLogs({ Resources: resources }: PolicedTemplate): readonly string[] {
  const groups = Object.entries(resources).filter(([, { Type }]) => Type === "AWS::Logs::LogGroup");
  return Object.values(resources)
    .filter(({ Type }) => Type === "AWS::Lambda::Function")
    .flatMap(({ Properties: { FunctionName: name, Role: role } }) =>
      groups
        .filter(([, { Properties: group }]) => group.LogGroupName === `/aws/lambda/${name}`)
        .flatMap(([group]) => logActions.map((action) => `${roleOf(role)}: ${action} on <${group}.Arn>`)),
    );
}

function isTooWide({ action, resource }: Permission): boolean {
  if (/[*?]/.test(action)) return true;
  return (
    /[*?]/.test(resource) && !unavoidable.some((known) => known.action.test(action) && known.resource.test(resource))
  );
}
