import type { webcrypto } from "node:crypto";
import { importJWK } from "jose";
import type { SignatureAlgorithm } from "../model/issuer.ts";
import type { KeyHint } from "../model/ports.ts";
import { type VettedMember, vetMember } from "./key-set-member.ts";

/** The usable keys of one issuer. */
export interface KeySet {
  /**
   * The one key that fits, or `undefined` where none or more than one does: which of two keys of one name was meant
   * would be for the token to choose. A token without a key id gets a key only where a single one fits its algorithm.
   */
  readonly find: (hint: KeyHint) => Promise<webcrypto.CryptoKey | undefined>;
}

interface UsableKey {
  readonly member: VettedMember;
  /** One import for each algorithm: WebCrypto ties an RSA key to a hash. */
  readonly imported: Map<SignatureAlgorithm, webcrypto.CryptoKey>;
}

/** Far more than any issuer publishes, and little enough to import within a request. */
const maxMembers = 100;

/** The set of the good members among the first hundred; bad ones are ignored, and may leave it empty. */
export async function makeKeySet(members: readonly unknown[]): Promise<KeySet> {
  const vetted = members.slice(0, maxMembers).map(vetMember);
  const usable = (await Promise.all(vetted.map(tryImport))).filter((key) => key !== undefined);
  const byKeyId = Map.groupBy(usable, (key) => key.member.keyId);
  return {
    find: async ({ keyId, algorithm }) => {
      const named = keyId === undefined ? usable : (byKeyId.get(keyId) ?? []);
      const [key, ...more] = named.filter(({ member }) => member.algorithms.includes(algorithm));
      if (key === undefined || more.length > 0) return undefined;
      return key.imported.get(algorithm) ?? importFor(key, algorithm);
    },
  };
}

/** Only the import tells whether a point is on its curve; a key that fails it must not make a good one ambiguous. */
async function tryImport(member: VettedMember | undefined): Promise<UsableKey | undefined> {
  if (member === undefined) return undefined;
  const key = { member, imported: new Map() };
  try {
    await importFor(key, member.algorithms[0]);
    return key;
  } catch {
    return undefined;
  }
}

async function importFor({ member, imported }: UsableKey, algorithm: SignatureAlgorithm): Promise<webcrypto.CryptoKey> {
  const key = await importJWK({ ...member.jwk }, algorithm);
  // jose answers with bytes for symmetric keys only, and none gets this far.
  if (key instanceof Uint8Array) throw new TypeError("a symmetric key");
  imported.set(algorithm, key);
  return key;
}
