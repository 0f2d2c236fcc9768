import type { ExternalId } from "../model/policy-document.ts";
import type { AuthoredAccount } from "./authored-account.ts";
import type { Findings, MapPath } from "./findings.ts";
import { parseExternalId } from "./parse-external-id.ts";
import { type Partition, partitionOf } from "./parse-role.ts";

/** An account that grants may name. */
export interface Account {
  readonly name: string;
  readonly id: string;
  readonly externalId: ExternalId | undefined;
  readonly labels: ReadonlyMap<string, string>;
  readonly region: string | undefined;
  readonly partition: Partition;
}

/** Undefined where what it refers to is no reference: without its external ID, an account is another account. */
export function normaliseAccount(
  name: string,
  authored: AuthoredAccount,
  path: MapPath,
  findings: Findings,
): Account | undefined {
  const { externalId: given } = authored;
  const externalId =
    given === undefined ? undefined : findings.attempt([...path, "externalId"], () => parseExternalId(given));
  if (given !== undefined && externalId === undefined) return undefined;
  return {
    name,
    id: authored.id,
    externalId,
    labels: new Map(Object.entries(authored.labels ?? {})),
    region: authored.region,
    partition: partitionOf(authored.region),
  };
}
