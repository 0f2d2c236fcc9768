import type { Caller } from "../model/caller.ts";
import type { HttpResponse } from "../model/request.ts";
import type { Session } from "../model/session.ts";
import { answer } from "./answer.ts";
import { expiration } from "./expiration.ts";
import { stsNamespace } from "./sts-namespace.ts";
import { writeXml } from "./write-xml.ts";

/** What the answer says beside the session. */
interface Whose {
  readonly caller: Caller;
  readonly sourceIdentity: string | undefined;
  /** The gateway's id of the request. */
  readonly requestId: string;
}

/**
 * A session as STS answers AssumeRoleWithWebIdentity. `AssumedRoleUser` is where SDKs take the account from; the session's name in it is
 * the map's, whatever the caller called its session.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export function presentWebIdentity(session: Session, { caller, sourceIdentity, requestId }: Whose): HttpResponse {
  const audience = caller.claims["aud"];
  const packedPolicyPercent = session.packedPolicyPercent;
  const body = writeXml("AssumeRoleWithWebIdentityResponse", stsNamespace, [
    [
      "AssumeRoleWithWebIdentityResult",
      [
        ["SubjectFromWebIdentityToken", caller.subject],
        // Of several, which was meant is nobody's to say.
        ["Audience", typeof audience === "string" ? audience : undefined],
        [
          "AssumedRoleUser",
          [
            ["Arn", session.assumedRoleArn],
            ["AssumedRoleId", session.assumedRoleId],
          ],
        ],
        [
          "Credentials",
          [
            ["AccessKeyId", session.accessKeyId],
            ["SecretAccessKey", session.secretAccessKey],
            ["SessionToken", session.sessionToken],
            ["Expiration", expiration(session.expiresAtMs)],
          ],
        ],
        ["PackedPolicySize", packedPolicyPercent === undefined ? undefined : String(packedPolicyPercent)],
        ["SourceIdentity", sourceIdentity],
        ["Provider", caller.issuer],
      ],
    ],
    ["ResponseMetadata", [["RequestId", requestId]]],
  ]);
  return answer(200, "text/xml", body);
}
