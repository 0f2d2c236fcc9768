import type { KMSClient } from "@aws-sdk/client-kms";
import { createBoundedMap } from "../model/bounded-map.ts";
import type { Clock } from "../model/ports.ts";
import { askAgain } from "./ask-again.ts";
import { createHttpHandler } from "./http-handler.ts";
import { SealBroken } from "./seal-broken.ts";

/** A key to seal with, and the same as only KMS can open it. */
interface DataKey {
  readonly key: Uint8Array;
  readonly encrypted: Uint8Array;
}

/** Keys that KMS has made, each for many entries. */
export interface DataKeys {
  /** The one to seal with now. */
  readonly current: (signal: AbortSignal) => Promise<DataKey>;
  /** @throws SealBroken for what is no key of this KMS key, made for this purpose */
  readonly open: (encrypted: Uint8Array, signal: AbortSignal) => Promise<Uint8Array>;
}

export interface DataKeysOptions {
  /** ARN of the KMS key. */
  readonly keyArn: string;
  readonly region: string;
  readonly now: Clock;
  readonly limits?: DataKeyLimits;
}

interface DataKeyLimits {
  /** For so long a key is sealed with, and an opened one is remembered: a KMS key that is disabled is out of use after it. */
  readonly keptMs: number;
  /** Far below the 2^32 after which random nonces of 96 bits may meet (NIST SP 800-38D section 8.3). */
  readonly uses: number;
  readonly openedKeys: number;
}

/** Who asks has less time, and says when it is over. */
const httpLimits = { connectionTimeoutMs: 1_000, attemptTimeoutMs: 2_000, keepsAlive: true };

const defaultLimits: DataKeyLimits = { keptMs: 10 * 60_000, uses: 10_000, openedKeys: 500 };

/** In CloudTrail for each use of the KMS key, and part of what opens a data key: one that was made for something else is none. */
const EncryptionContext = { purpose: "credential-vending-api shared session" };

/**
 * What KMS says of a ciphertext that it did not make, by this key and for this purpose; `ValidationException` of one that is empty or far too
 * long. All else (a right that is missing, a key that is disabled or to be deleted) says nothing of who wrote the entry.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html#API_Decrypt_Errors
 */
const aboutCiphertext: ReadonlySet<string> = new Set([
  "InvalidCiphertextException",
  "IncorrectKeyException",
  "ValidationException",
]);

interface MadeKey {
  readonly dataKey: DataKey;
  readonly atMs: number;
  uses: number;
}

export function createDataKeys({ keyArn, region, now, limits = defaultLimits }: DataKeysOptions): DataKeys {
  let client: KMSClient | undefined;
  let made: MadeKey | undefined;
  let making: Promise<MadeKey> | undefined;
  const opened = createBoundedMap<{ readonly key: Uint8Array; readonly atMs: number }>({ entries: limits.openedKeys });

  const isYoung = (atMs: number) => Math.abs(now() - atMs) < limits.keptMs;

  async function load() {
    const { KMSClient, GenerateDataKeyCommand, DecryptCommand } = await import("@aws-sdk/client-kms");
    client ??= new KMSClient({ region, requestHandler: createHttpHandler(httpLimits), maxAttempts: 1 });
    return { client, GenerateDataKeyCommand, DecryptCommand };
  }

  async function make(abortSignal: AbortSignal): Promise<MadeKey> {
    const atMs = now();
    const { client: kms, GenerateDataKeyCommand } = await load();
    const command = new GenerateDataKeyCommand({ KeyId: keyArn, KeySpec: "AES_256", EncryptionContext });
    const { Plaintext: key, CiphertextBlob: encrypted } = await askAgain(
      () => kms.send(command, { abortSignal }),
      abortSignal,
    );
    if (key?.length !== 32 || encrypted === undefined) throw new Error("KMS made no key of 256 bits");
    opened.set(nameOf(encrypted), { key, atMs });
    return { dataKey: { key, encrypted }, atMs, uses: 0 };
  }

  return {
    current: async (signal) => {
      if (made === undefined || !isYoung(made.atMs) || made.uses >= limits.uses) {
        // One for all who need it at the same time, and no longer than the first of them waits.
        making ??= make(signal).finally(() => {
          making = undefined;
        });
        made = await making;
      }
      made.uses += 1;
      return made.dataKey;
    },
    open: async (encrypted, abortSignal) => {
      const name = nameOf(encrypted);
      const known = opened.get(name);
      if (known !== undefined && isYoung(known.atMs)) return known.key;
      opened.delete(name);
      const { client: kms, DecryptCommand } = await load();
      try {
        // With the key's name: KMS would open what is sealed with any key that this role may use.
        const command = new DecryptCommand({ KeyId: keyArn, CiphertextBlob: encrypted, EncryptionContext });
        const { Plaintext: key } = await askAgain(() => kms.send(command, { abortSignal }), abortSignal);
        if (key?.length !== 32) throw new SealBroken("its data key has not 256 bits");
        opened.set(name, { key, atMs: now() });
        return key;
      } catch (error) {
        if (error instanceof Error && aboutCiphertext.has(error.name)) {
          throw new SealBroken(`KMS says ${error.name} of its data key`);
        }
        throw error;
      }
    },
  };
}

function nameOf(encrypted: Uint8Array): string {
  return Buffer.from(encrypted).toString("base64");
}
