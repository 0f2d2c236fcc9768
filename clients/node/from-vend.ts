import { describeFailure } from "./describe-failure.ts";
import { fetchCredentials } from "./fetch-credentials.ts";
import { keepCredentials } from "./keep-credentials.ts";
import { readSettings } from "./read-settings.ts";
import type { Environment, Settings } from "./settings.ts";
import type { VendOptions } from "./vend-options.ts";
import type { VendedCredentials } from "./vended-credentials.ts";

/** A credential provider of the AWS SDK: its `AwsCredentialIdentityProvider`. */
export interface VendProvider {
  (): Promise<VendedCredentials>;
  /** Tells the SDK to ask with every request, and not to keep credentials itself until their last five minutes. */
  readonly memoized: true;
}

const warningPauseMs = 60_000;

/**
 * Credentials of the vending service for the AWS SDK for JavaScript, version 3: `new S3Client({ credentials: fromVend() })`. They are kept in
 * memory and renewed ahead of their end. Nothing is read or sent before the SDK asks for the first time.
 * @returns a provider; what it throws is a VendError
 */
export function fromVend(options: VendOptions = {}): VendProvider {
  let get: (() => Promise<VendedCredentials>) | undefined;
  return Object.assign(
    async () => {
      get ??= openProvider(options, process.env);
      return await get();
    },
    { memoized: true as const },
  );
}

/** @throws VendError where something is not set, or set wrongly */
function openProvider(options: VendOptions, env: Environment): () => Promise<VendedCredentials> {
  let settings: Settings | undefined;
  let warnedAtMs = Number.NEGATIVE_INFINITY;
  const describe = (error: unknown) => describeFailure(error, settings);
  const warn = options.onWarning ?? ((sentence: string) => process.emitWarning(sentence, "VendWarning"));
  try {
    const read = readSettings(options, env);
    settings = read;
    const get = keepCredentials({
      fetch: () => fetchCredentials(read),
      refreshAheadMs: read.refreshAheadMs,
      onFailure: (error) => {
        if (Date.now() - warnedAtMs >= warningPauseMs) {
          warnedAtMs = Date.now();
          warn(`${describe(error).message}; going on with those at hand`);
        }
      },
      now: Date.now,
    });
    return async () => {
      try {
        const { accessKeyId, secretAccessKey, sessionToken, expiresAtMs, roleArn } = await get();
        const accountId = /^arn:[^:]+:iam::(\d{12}):/.exec(roleArn ?? "")?.[1];
        // A new object each time, since the SDK writes into what it is given.
        return {
          accessKeyId,
          secretAccessKey,
          sessionToken,
          expiration: new Date(expiresAtMs),
          ...(accountId !== undefined && { accountId }),
        };
      } catch (error) {
        throw describe(error);
      }
    };
  } catch (error) {
    throw describe(error);
  }
}
