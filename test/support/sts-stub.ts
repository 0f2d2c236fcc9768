import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request as STS would see it. */
interface StsCall {
  readonly parameters: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  /** The access key id that signed it. */
  readonly signedBy: string | undefined;
  /** Whether it came over a connection that had served an earlier one. */
  readonly isOnKnownConnection: boolean;
}

/** Writes an answer, or does anything else that a server can do to a client. */
export type StsReply = (response: ServerResponse, call: StsCall) => void;

/** An STS that says what it is told to, and remembers what it was asked. */
export interface StsStub {
  readonly url: string;
  readonly calls: StsCall[];
  /** Unsigned requests that asked for nothing, by which connections were opened. */
  readonly openings: readonly IncomingMessage["headers"][];
  /** What is answered from now on: to each call the next, and the last one for ever. */
  readonly answer: (...replies: [StsReply, ...StsReply[]]) => void;
  readonly close: () => Promise<void>;
}

export async function startStsStub(): Promise<StsStub> {
  const calls: StsCall[] = [];
  const openings: IncomingMessage["headers"][] = [];
  const known = new WeakSet<object>();
  let replies: StsReply[] = [giveSession()];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.method === "GET" && request.url === "/") {
      openings.push(request.headers);
      known.add(request.socket);
      response.writeHead(302, { location: "https://aws.amazon.com/iam" }).end();
      return;
    }
    const call: StsCall = {
      parameters: new URLSearchParams(Buffer.concat(chunks).toString("utf8")),
      headers: request.headers,
      signedBy: /Credential=([^/]+)/.exec(request.headers.authorization ?? "")?.[1],
      isOnKnownConnection: known.has(request.socket),
    };
    known.add(request.socket);
    calls.push(call);
    const reply = replies.length > 1 ? replies.shift() : replies[0];
    reply?.(response, call);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    openings,
    answer: (...next) => {
      replies = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

let sessions = 0;

/** A session of the role that was asked for, another one each time. */
export function giveSession(
  options: { readonly lifeSeconds?: number; readonly packedPercent?: number } = {},
): StsReply {
  return (response, { parameters }) => {
    sessions += 1;
    const lifeSeconds = options.lifeSeconds ?? Number(parameters.get("DurationSeconds"));
    const expiration = new Date(Math.floor(Date.now() / 1000) * 1000 + lifeSeconds * 1000).toISOString();
    const id = String(sessions).padStart(4, "0");
    const [, , , , account, role] = (parameters.get("RoleArn") ?? "").split(":");
    const name = parameters.get("RoleSessionName");
    answerXml(
      200,
      `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
        <AssumedRoleUser><AssumedRoleId>AROAEXAMPLE:${name}</AssumedRoleId>
          <Arn>arn:aws:sts::${account}:assumed-${role}/${name}</Arn></AssumedRoleUser>
        <Credentials><AccessKeyId>ASIAEXAMPLE${id}</AccessKeyId><SecretAccessKey>${secretOf(id)}</SecretAccessKey>
          <SessionToken>${tokenOf(id)}</SessionToken><Expiration>${expiration}</Expiration></Credentials>
        ${options.packedPercent === undefined ? "" : `<PackedPolicySize>${options.packedPercent}</PackedPolicySize>`}
      </AssumeRoleResult><ResponseMetadata><RequestId>stub</RequestId></ResponseMetadata></AssumeRoleResponse>`,
    )(response, { parameters } as StsCall);
  };
}

/** Of the length that real ones have, and the number of the session at the end. */
function secretOf(id: string): string {
  return `wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPL${id}`;
}

function tokenOf(id: string): string {
  return `IQoJb3JpZ2luX2VjEXAMPLETOKEN//////////${"x".repeat(200)}${id}`;
}

/** An error as the Query protocol spells it. */
export function giveError(status: number, code: string, message: string): StsReply {
  return answerXml(
    status,
    `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code>` +
      `<Message>${message}</Message></Error><RequestId>stub</RequestId></ErrorResponse>`,
  );
}

export function answerXml(status: number, xml: string, headers: Readonly<Record<string, string>> = {}): StsReply {
  return (response) => {
    response.writeHead(status, { "content-type": "text/xml", ...headers }).end(xml);
  };
}
