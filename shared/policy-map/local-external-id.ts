import { createHash } from "node:crypto";
import type { ExternalId } from "../model/policy-document.ts";

/**
 * What stands for an external ID on the local stack: the text itself, or, for a reference, a value that is made from the
 * reference, since there is no SSM and no Secrets Manager to ask. The emulator and the service come to the same one.
 */
export function localExternalId(externalId: ExternalId): string {
  if (typeof externalId === "string") return externalId;
  const name = "ssm" in externalId ? ["ssm", externalId.ssm] : ["secret", externalId.secret, externalId.member ?? ""];
  return `local-${createHash("sha256").update(JSON.stringify(name)).digest("hex").slice(0, 32)}`;
}
