import { timingSafeEqual } from "node:crypto";
import type { Accounts } from "./accounts.ts";
import type { Caller } from "./caller.ts";
import { checkSigningTime } from "./check-signing-time.ts";
import type { IncomingCall } from "./incoming-call.ts";
import { type Authorization, readAuthorization } from "./read-authorization.ts";
import type { Sessions } from "./sessions.ts";
import { StsError } from "./sts-error.ts";
import { verifySignature } from "./verify-signature.ts";

export interface AuthenticatedCall {
  readonly caller: Caller;
  readonly accessKeyId: string;
  /** Of the credential scope: the region whose endpoint the caller believes to talk to. */
  readonly region: string;
}

/**
 * Who signed. The checks come in the order that STS was seen to have: scope, key and token, expiry, signature, and only
 * then a token that a long-lived key has no use for.
 * @throws StsError SignatureDoesNotMatch, InvalidClientTokenId, ExpiredToken and those of `readAuthorization`
 */
export async function authenticateCall(
  call: IncomingCall,
  { accounts, sessions }: { readonly accounts: Accounts; readonly sessions: Sessions },
  nowMs: number,
): Promise<AuthenticatedCall> {
  const authorization = readAuthorization(call);
  checkScope(authorization);
  checkSigningTime(authorization, nowMs);
  const { accessKeyId, region } = authorization;
  const key = accounts.accessKeys.get(accessKeyId);
  if (key !== undefined) {
    await verifySignature(call, authorization, key.secretAccessKey);
    if (authorization.sessionToken !== undefined) throw unknownToken();
    return {
      caller: { kind: "user", ...key.user, userId: key.user.id, userName: key.user.name, issuedAtMs: undefined },
      accessKeyId,
      region,
    };
  }
  const session = sessions.find(accessKeyId);
  if (session === undefined || !equals(session.credentials.sessionToken, authorization.sessionToken))
    throw unknownToken();
  if (session.credentials.expiresAtMs <= nowMs) {
    throw new StsError("ExpiredToken", "The security token included in the request is expired");
  }
  await verifySignature(call, authorization, session.credentials.secretAccessKey);
  return { caller: withPoliciesOf(accounts, session.caller), accessKeyId, region };
}

/**
 * A role's own policies are looked at when one of its sessions calls, and not when the session began: that is how a running one is
 * ended. Of a role that is gone there is none that could allow anything.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
 */
function withPoliciesOf(accounts: Accounts, caller: Caller): Caller {
  if (caller.kind !== "role") return caller;
  const role = accounts.roles.get(caller.roleArn);
  return { ...caller, permissions: role === undefined ? [] : role.permissions };
}

function checkScope({ region, service }: Authorization): void {
  const isRegion = /^[a-z]{2,3}(?:-[a-z]{2,})+-\d{1,2}$/.test(region);
  const complaints = [
    isRegion ? "" : "Credential should be scoped to a valid region. ",
    service === "sts" ? "" : "Credential should be scoped to correct service: 'sts'. ",
  ].join("");
  if (complaints !== "") throw new StsError("SignatureDoesNotMatch", complaints);
}

function unknownToken(): StsError {
  return new StsError("InvalidClientTokenId", "The security token included in the request is invalid.");
}

function equals(expected: string, given: string | undefined): boolean {
  if (given === undefined || given.length !== expected.length) return false;
  return timingSafeEqual(Buffer.from(expected), Buffer.from(given.replace(/[^\x20-\x7E]/g, "?")));
}
