import type { IncomingMessage } from "node:http";
import type { Credentials } from "../../clients/node/credentials.ts";
import { credentialsReply } from "./credentials-reply.ts";
import { isSameSecret } from "./is-same-secret.ts";
import { problemReply } from "./problem-reply.ts";
import type { Answerer } from "./start-endpoint.ts";

/** Where the credentials are. */
export const containerPath = "/credentials";

/**
 * The container credential provider's endpoint: `GET` with the token, which each SDK sends as it stands in its environment.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
export function answerContainer(get: () => Promise<Credentials>, token: string): Answerer {
  return async ({ method, url, headers }: IncomingMessage) => {
    if (method !== "GET") {
      return problemReply(405, "MethodNotAllowed", "Only GET is answered here", { allow: "GET" });
    }
    if (!isSameSecret(headers.authorization, token)) {
      return problemReply(401, "WrongToken", "Send AWS_CONTAINER_AUTHORIZATION_TOKEN as vend serve printed it");
    }
    return url === containerPath
      ? await credentialsReply(get, "container")
      : problemReply(404, "NotFound", "There is nothing at this path");
  };
}
