import type { IncomingMessage } from "node:http";
import type { Credentials } from "../../clients/node/credentials.ts";
import { credentialsReply } from "./credentials-reply.ts";
import { metadataTokens } from "./metadata-tokens.ts";
import { peerUser } from "./peer-user.ts";
import { problemReply } from "./problem-reply.ts";
import type { Reply } from "./reply.ts";
import type { Answerer } from "./start-endpoint.ts";

const tokenPath = "/latest/api/token";
const rolesPath = "/latest/meta-data/iam/security-credentials/";
const roleName = "vend";
const ttlHeader = "x-aws-ec2-metadata-token-ttl-seconds";
const longestTtlSeconds = 21_600;

/**
 * The credentials of EC2's instance metadata, second version only: without a session token there is nothing. Any process could get itself one, so only
 * those of this user are listened to, where the kernel tells (Linux).
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-v2-how-it-works.html
 */
export function answerMetadata(get: () => Promise<Credentials>): Answerer {
  const tokens = metadataTokens();
  const answerToken = (ttl: string | undefined): Reply => {
    const seconds = /^\d{1,5}$/.test(ttl ?? "") ? Number(ttl) : 0;
    if (seconds < 1 || seconds > longestTtlSeconds) {
      return problemReply(400, "InvalidRequest", `${ttlHeader} must be 1 to ${longestTtlSeconds}`);
    }
    return text(tokens.issue(seconds), { [ttlHeader]: String(seconds) });
  };
  return async ({ method, url, headers, socket }: IncomingMessage) => {
    if (process.platform === "linux" && (await peerUser(socket)) !== process.getuid?.()) {
      return problemReply(403, "ForeignUser", "Only the user that runs vend serve may ask here");
    }
    if (method === "PUT" && url === tokenPath) {
      return answerToken(headers[ttlHeader] as string | undefined);
    }
    if (method !== "GET") {
      return problemReply(405, "MethodNotAllowed", "Only GET is answered here", { allow: "GET" });
    }
    const token = headers["x-aws-ec2-metadata-token"];
    if (typeof token !== "string" || !tokens.isGood(token)) {
      return problemReply(401, "WrongToken", `Get a session token with PUT ${tokenPath} first`);
    }
    if (url === rolesPath || `${url}/` === rolesPath) {
      return text(roleName);
    }
    return url === rolesPath + roleName
      ? await credentialsReply(get, "imds")
      : problemReply(404, "NotFound", "There is nothing at this path");
  };
}

function text(body: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status: 200, headers: { "content-type": "text/plain", ...headers }, body };
}
