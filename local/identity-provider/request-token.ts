import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";

/**
 * A client credentials request as any caller would make it (RFC 6749 section 4.4, the client authenticated as in 2.3.1).
 * Through `node:http`, for the built-in fetch costs more than the request.
 * @throws Error with the status and the OAuth error code; never with the secret
 */
export async function requestToken(tokenUrl: string, clientId: string, clientSecret: string): Promise<string> {
  const credentials = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
  const sent = request(tokenUrl, {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(credentials).toString("base64")}`,
      "content-type": "application/x-www-form-urlencoded",
    },
  });
  sent.end("grant_type=client_credentials");
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  const { access_token: token, error } = JSON.parse(await text(response)) as { access_token?: string; error?: string };
  if (token === undefined) throw new Error(`no token for ${clientId}: ${response.statusCode} ${error}`);
  return token;
}
