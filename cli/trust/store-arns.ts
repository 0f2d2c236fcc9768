import type { ServicePlace } from "../../shared/config/reading-rights.ts";
import type { ExternalIdReference, PolicyDocument } from "../../shared/model/policy-document.ts";
import type { ExternalIdRotation } from "../../shared/policy-map/external-id-rotation.ts";

/**
 * References of a map to external IDs that are kept elsewhere, each once. Among them those of rotations, which the service is
 * to send one day, or was yesterday: its rights must not be what a change-over waits for.
 */
export function externalIdReferences(
  { grants }: PolicyDocument,
  rotations: readonly ExternalIdRotation[] = [],
): readonly ExternalIdReference[] {
  const found = new Map<string, ExternalIdReference>();
  const sent = grants.flatMap(({ via, targets }) => [...via, ...targets]).map(({ externalId }) => externalId);
  for (const externalId of [...sent, ...rotations.map(({ other }) => other)]) {
    if (typeof externalId === "object") found.set(JSON.stringify(externalId), externalId);
  }
  return [...found.values()];
}

/**
 * The ARNs of what texts are kept in, each once.
 * @param place where the service runs: what is named without an ARN lies there
 */
export function storeArns(
  references: readonly ExternalIdReference[],
  place: ServicePlace,
): { readonly parameters: readonly string[]; readonly secrets: readonly string[] } {
  const parameters = new Set<string>();
  const secrets = new Set<string>();
  for (const reference of references) {
    if ("ssm" in reference) parameters.add(parameterArn(reference.ssm, place));
    else secrets.add(secretArn(reference.secret, place));
  }
  return { parameters: [...parameters], secrets: [...secrets] };
}

function parameterArn(name: string, { partition, region, accountId }: ServicePlace): string {
  return `arn:${partition}:ssm:${region}:${accountId}:parameter${name.startsWith("/") ? "" : "/"}${name}`;
}

/**
 * A secret's ARN ends in six characters that its name does not tell.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html (wildcards in ARNs)
 */
function secretArn(secret: string, { partition, region, accountId }: ServicePlace): string {
  return secret.startsWith("arn:")
    ? secret
    : `arn:${partition}:secretsmanager:${region}:${accountId}:secret:${secret}-??????`;
}
