import type { AuthoredAccount } from "./authored-account.ts";
import { type Partition, partitionOf } from "./parse-role.ts";

/** An account that grants may name. */
export interface Account {
  readonly name: string;
  readonly id: string;
  readonly externalId: string | undefined;
  readonly labels: ReadonlyMap<string, string>;
  readonly region: string | undefined;
  readonly partition: Partition;
}

export function normaliseAccount(name: string, authored: AuthoredAccount): Account {
  return {
    name,
    id: authored.id,
    externalId: authored.externalId,
    labels: new Map(Object.entries(authored.labels ?? {})),
    region: authored.region,
    partition: partitionOf(authored.region),
  };
}
