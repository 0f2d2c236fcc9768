import type { Accounts } from "./accounts.ts";
import { assumeRole } from "./assume-role.ts";
import { assumeRoleWithWebIdentity } from "./assume-role-with-web-identity.ts";
import { authenticateCall } from "./authenticate-call.ts";
import type { Caller } from "./caller.ts";
import { getCallerIdentity } from "./get-caller-identity.ts";
import { getSessionToken } from "./get-session-token.ts";
import { getWebIdentityToken } from "./get-web-identity-token.ts";
import type { IdentityTokenSigner } from "./identity-token-signer.ts";
import type { IncomingCall } from "./incoming-call.ts";
import type { Query } from "./read-query.ts";
import type { Sessions } from "./sessions.ts";
import type { Result, Stage } from "./stage.ts";
import { StsError } from "./sts-error.ts";

const version = "2011-06-15";

type Action = (query: Query, caller: Caller, stage: Stage) => Result | Promise<Result>;

const signedActions: ReadonlyMap<string, Action> = new Map<string, Action>([
  ["AssumeRole", assumeRole],
  ["GetCallerIdentity", (_query, caller) => getCallerIdentity(caller)],
  ["GetSessionToken", getSessionToken],
  ["GetWebIdentityToken", getWebIdentityToken],
]);

export interface Answer {
  readonly result: Result;
  readonly accessKeyId: string | undefined;
  readonly region: string;
}

export interface AnswerOptions {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly identityTokens: IdentityTokenSigner;
  readonly nowMs: number;
  /** Of calls that nobody signs. */
  readonly defaultRegion: string;
}

/**
 * Finds the action, then the caller, then does what is asked: an action that does not exist is said so to anybody.
 * @throws StsError
 */
export async function answerCall(call: IncomingCall, query: Query, options: AnswerOptions): Promise<Answer> {
  const { accounts, sessions, identityTokens, nowMs, defaultRegion } = options;
  if (call.path !== "/") throw new StsError("UnknownOperationException");
  const name = query.get("Action");
  if (name === undefined) {
    throw new StsError("MissingAction", "The request is missing an action or a required parameter.");
  }
  const action = signedActions.get(name);
  if ((action === undefined && name !== "AssumeRoleWithWebIdentity") || query.get("Version") !== version) {
    throw new StsError(
      "InvalidAction",
      `Could not find operation ${name} for version ${query.get("Version") ?? "null"}`,
    );
  }
  const facts = { nowMs, sourceAddress: call.sourceAddress, userAgent: call.headers.get("user-agent") };
  if (action === undefined) {
    const stage = { accounts, sessions, identityTokens, facts: { ...facts, region: defaultRegion } };
    return { result: await assumeRoleWithWebIdentity(query, stage), accessKeyId: undefined, region: defaultRegion };
  }
  const { caller, accessKeyId, region } = await authenticateCall(call, { accounts, sessions }, nowMs);
  const result = await action(query, caller, { accounts, sessions, identityTokens, facts: { ...facts, region } });
  return { result, accessKeyId, region };
}
