import type { Credentials } from "./credentials.ts";
import { describeFailure } from "./describe-failure.ts";
import { keepVended } from "./keep-vended.ts";
import { readSettings } from "./read-settings.ts";
import type { Settings } from "./settings.ts";
import type { VendOptions } from "./vend-options.ts";
import type { VendedCredentials } from "./vended-credentials.ts";

/** A credential provider of the AWS SDK: its `AwsCredentialIdentityProvider`. */
export interface VendProvider {
  (): Promise<VendedCredentials>;
  /** Tells the SDK to ask with every request, and not to keep credentials itself until their last five minutes. */
  readonly memoized: true;
}

/**
 * Credentials of the vending service for the AWS SDK for JavaScript, version 3: `new S3Client({ credentials: fromVend() })`. They are kept in
 * memory and renewed ahead of their end. Nothing is read or sent before the SDK asks for the first time.
 * @returns a provider; what it throws is a VendError
 */
export function fromVend(options: VendOptions = {}): VendProvider {
  const warn = options.onWarning ?? ((sentence: string) => process.emitWarning(sentence, "VendWarning"));
  let get: (() => Promise<Credentials>) | undefined;
  return Object.assign(
    async () => {
      get ??= keepVended(readOptions(options), warn);
      return forSdk(await get());
    },
    { memoized: true as const },
  );
}

/** @throws VendError where something is not set, or set wrongly */
function readOptions(options: VendOptions): Settings {
  try {
    return readSettings(options, process.env);
  } catch (error) {
    throw describeFailure(error);
  }
}

/** A new object each time, since the SDK writes into what it is given. */
function forSdk({ accessKeyId, secretAccessKey, sessionToken, expiresAtMs, roleArn }: Credentials): VendedCredentials {
  const accountId = /^arn:[^:]+:iam::(\d{12}):/.exec(roleArn ?? "")?.[1];
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken,
    expiration: new Date(expiresAtMs),
    ...(accountId !== undefined && { accountId }),
  };
}
