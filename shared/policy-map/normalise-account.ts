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

/** The entries of one account id. */
interface AccountId {
  readonly entries: readonly Account[];
  /** The first of them that has an external ID. */
  readonly holder: Account | undefined;
}

/** The accounts of a map, ready to be looked up by thousands of grants. */
export interface Accounts {
  /** Undefined: there is such an account, and what is wrong with it has been reported. */
  readonly byName: ReadonlyMap<string, Account | undefined>;
  readonly byId: ReadonlyMap<string, AccountId>;
  /** Those with all of these labels, in the map's order. */
  readonly withLabels: (labels: Readonly<Record<string, string>>) => readonly Account[];
  /** Whether each is there whole. */
  readonly areSound: boolean;
}

export function indexAccounts(byName: ReadonlyMap<string, Account | undefined>): Accounts {
  const all = [...byName.values()].filter((account) => account !== undefined);
  const chosen = new Map<string, readonly Account[]>();
  return {
    byName,
    byId: new Map(
      [...Map.groupBy(all, ({ id }) => id)].map(([id, entries]) => {
        return [id, { entries, holder: entries.find(({ externalId }) => externalId !== undefined) }];
      }),
    ),
    withLabels: (labels) => {
      const wanted = Object.entries(labels);
      const key = JSON.stringify(wanted);
      const known = chosen.get(key);
      if (known !== undefined) return known;
      const found = all.filter((account) => wanted.every(([name, value]) => account.labels.get(name) === value));
      chosen.set(key, found);
      return found;
    },
    areSound: all.length === byName.size,
  };
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
