import type { AssumeRoleInput } from "../../shared/model/assumption.ts";

/** Credentials as a call is signed with them. Never printed. */
export interface StsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** One call, with the region whose STS is asked. */
export interface StsCall extends AssumeRoleInput {
  readonly region: string | undefined;
}

/** What STS said: a session, or its own code and words, with no external ID in them. */
export type StsAnswer =
  | { readonly isYes: true; readonly keys: StsKeys }
  | { readonly isYes: false; readonly code: string; readonly message: string };

/**
 * Asks STS for a session, signed with these keys or with those of the environment. It never throws: whatever goes wrong is
 * an answer.
 */
export type AskSts = (call: StsCall, keys: StsKeys | undefined) => Promise<StsAnswer>;
