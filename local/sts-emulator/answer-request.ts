import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Accounts } from "./accounts.ts";
import { answerCall } from "./answer-call.ts";
import type { IdentityTokenSigner } from "./identity-token-signer.ts";
import type { IncomingCall } from "./incoming-call.ts";
import type { Interfere, Interference } from "./interference.ts";
import { readCall } from "./read-call.ts";
import { type Query, readQuery } from "./read-query.ts";
import type { CallRecorder } from "./record-calls.ts";
import type { Sessions } from "./sessions.ts";
import { StsError } from "./sts-error.ts";
import { errorReply, type Reply, successReply, writeReply } from "./write-reply.ts";

/** Below the issuer, at AWS; here of all accounts. */
const keySetPath = "/.well-known/jwks.json";

export interface Server {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly identityTokens: IdentityTokenSigner;
  readonly recorder: CallRecorder;
  readonly now: () => number;
  readonly defaultRegion: string;
  readonly interfere: Interfere | undefined;
}

/** One HTTP request, from the socket to the socket. Rejects where the connection breaks. */
export async function answerRequest(request: IncomingMessage, response: ServerResponse, server: Server): Promise<void> {
  const call = await readCall(request);
  if (call === undefined) {
    // The rest of the body is not read: the connection is of no more use.
    response.writeHead(413, { Connection: "close" }).end();
    return;
  }
  if (call.method === "GET" && call.path === keySetPath) {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(await server.identityTokens.keySet()));
    return;
  }
  if (call.method === "GET" && call.queryString === "") {
    // No call, and so not recorded: whoever asks for nothing is sent to the service's page.
    response.writeHead(302, { location: "https://aws.amazon.com/iam" }).end();
    return;
  }
  const requestId = randomUUID();
  const query = readQuery(call.method === "POST" ? call.body : call.queryString);
  const action = query.get("Action") ?? "";
  const interference = server.interfere?.({ action, query });
  if (interference?.delayMs !== undefined) await delay(interference.delayMs);
  const nowMs = server.now();
  const { reply, outcome, accessKeyId, region } =
    forced(interference, requestId) ?? (await answer(call, query, requestId, { ...server, nowMs }));
  server.recorder.record({ requestId, atMs: nowMs, action, query, accessKeyId, region, outcome });
  if (reply === undefined) response.destroy();
  else writeReply(response, reply, requestId, nowMs);
}

/** By the global timer, which a test may put in the place of time. */
function delay(timeMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, timeMs));
}

interface Outcome {
  /** Undefined: no answer at all. */
  readonly reply: Reply | undefined;
  readonly outcome: string;
  readonly accessKeyId?: string | undefined;
  readonly region?: string;
}

async function answer(
  call: IncomingCall,
  query: Query,
  requestId: string,
  server: Server & { readonly nowMs: number },
): Promise<Outcome> {
  try {
    const { result, accessKeyId, region } = await answerCall(call, query, server);
    const reply = successReply(query.get("Action") ?? "", result, requestId);
    return { reply, outcome: "ok", accessKeyId, region };
  } catch (cause) {
    const error = cause instanceof StsError ? cause : new StsError("InternalFailure", "An internal error.", { cause });
    const { code, status, wireMessage: message } = error;
    return { reply: errorReply({ code, status, message }, requestId), outcome: code };
  }
}

function forced(interference: Interference | undefined, requestId: string): Outcome | undefined {
  if (interference?.disconnects === true) return { reply: undefined, outcome: "disconnected" };
  if (interference?.body !== undefined) return { reply: { status: 200, body: interference.body }, outcome: "ok" };
  if (interference?.error === undefined) return undefined;
  const { code, status, message } = interference.error;
  return { reply: errorReply({ code, status, message: message ?? code }, requestId), outcome: code };
}
