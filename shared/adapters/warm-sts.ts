import { AssumeRoleCommand, type STSClient } from "@aws-sdk/client-sts";
import { HttpRequest, HttpResponse } from "@smithy/core/transport";

/** What the client is made to read as STS's answer: never looked at. */
const answerXml = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><AssumedRoleUser>
<AssumedRoleId>AROA:warm</AssumedRoleId><Arn>arn:aws:sts::000000000000:assumed-role/warm/warm</Arn></AssumedRoleUser><Credentials>
<AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>warm</SecretAccessKey><SessionToken>warm</SessionToken>
<Expiration>2000-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

/**
 * Does in init what the first AssumeRole would otherwise wait for: the SDK resolves endpoint and credentials, serialises, signs and
 * parses for the first time, which takes it some 30 ms of CPU time, and the connection is opened, TLS included. STS is
 * not called: what the SDK would send ends before it is sent, and the request that opens the connection is none of its actions,
 * so that a burst of starts takes nothing of the account's quota of calls.
 * Rejects where STS cannot be reached; the first call tells why.
 */
export async function warmSts(client: STSClient): Promise<void> {
  const { protocol, hostname, port } = await rehearse(client);
  const opening = new HttpRequest({
    method: "GET",
    protocol,
    hostname,
    path: "/",
    headers: { host: port === undefined ? hostname : `${hostname}:${port}` },
    ...(port !== undefined && { port }),
  });
  const { response } = await client.config.requestHandler.handle(opening);
  // Read to its end, which a connection must be before it is used again.
  await Array.fromAsync(response.body as AsyncIterable<Uint8Array>);
}

/** The whole of a call but for the sending. */
async function rehearse(client: STSClient): Promise<HttpRequest> {
  let signed: HttpRequest | undefined;
  const command = new AssumeRoleCommand({
    RoleArn: "arn:aws:iam::000000000000:role/warm",
    RoleSessionName: "warm",
    DurationSeconds: 900,
    Policy: "{}",
    Tags: [{ Key: "warm", Value: "warm" }],
  });
  command.middlewareStack.add(
    () => async (args) => {
      signed = args.request as HttpRequest;
      const headers = { "content-type": "text/xml" };
      return {
        response: new HttpResponse({ statusCode: 200, headers, body: Buffer.from(answerXml) }),
        output: undefined as never,
      };
    },
    { step: "deserialize", priority: "low", name: "answerInItsPlace" },
  );
  await client.send(command);
  if (signed === undefined) throw new Error("the SDK made no request");
  return signed;
}
