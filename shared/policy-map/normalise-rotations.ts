import type { ExternalId } from "../model/policy-document.ts";
import type { AuthoredAccount } from "./authored-account.ts";
import type { ExternalIdRotation } from "./external-id-rotation.ts";
import { type Findings, Flaw, type MapPath } from "./findings.ts";
import { parseExternalId } from "./parse-external-id.ts";

/** The accounts whose external ID is being changed, in the order of the map. */
export function normaliseRotations(
  accounts: ReadonlyMap<string, AuthoredAccount | undefined>,
  findings: Findings,
): readonly ExternalIdRotation[] {
  return [...accounts].flatMap(([name, authored]) => {
    return (authored && normaliseRotation(name, authored, ["accounts", name], findings)) ?? [];
  });
}

function normaliseRotation(
  account: string,
  { id, externalId, nextExternalId: next, previousExternalId: previous }: AuthoredAccount,
  path: MapPath,
  findings: Findings,
): ExternalIdRotation | undefined {
  const authored = next ?? previous;
  if (authored === undefined) return undefined;
  if (next !== undefined && previous !== undefined) {
    const repair = "remove previousExternalId first, and deploy the trust policies without it";
    return findings.report([...path, "nextExternalId"], "cannot stand beside previousExternalId", repair, "key");
  }
  const key = next === undefined ? "previousExternalId" : "nextExternalId";
  if (externalId === undefined) {
    const rule = "stands in an account without externalId, so that it changes nothing";
    return findings.report([...path, key], rule, "write it as externalId", "key");
  }
  const other = findings.attempt([...path, key], () => parseExternalId(authored));
  const sent = parsedElsewhere(externalId);
  if (other === undefined || sent === undefined) return undefined;
  return { account, accountId: id, externalId: sent, other, otherIs: next === undefined ? "previous" : "next" };
}

/** What is wrong with it has been reported with the account. */
function parsedElsewhere(externalId: Parameters<typeof parseExternalId>[0]): ExternalId | undefined {
  try {
    return parseExternalId(externalId);
  } catch (error) {
    if (error instanceof Flaw) return undefined;
    throw error;
  }
}
