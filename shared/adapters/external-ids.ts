import { externalIdPattern } from "../model/external-id-pattern.ts";
import type { Clock, ResolveExternalId } from "../model/ports.ts";
import type { ReadStoredText } from "./external-id-stores.ts";
import { createStoredSecrets, type StoredSecretsLimits } from "./stored-secrets.ts";

export interface ExternalIdsOptions {
  readonly read: ReadStoredText;
  readonly now: Clock;
  readonly limits?: Partial<StoredSecretsLimits>;
}

const rule = "holds no external ID as STS takes them: 2 to 1224 letters, digits and _+=,.@:/-, without a line end";

/** External IDs from SSM parameters and Secrets Manager. */
export function createExternalIds(options: ExternalIdsOptions): ResolveExternalId {
  return createStoredSecrets({ ...options, pattern: externalIdPattern, rule });
}
