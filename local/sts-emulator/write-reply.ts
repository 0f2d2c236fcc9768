import type { ServerResponse } from "node:http";
import { stsNamespace } from "../../shared/present/sts-namespace.ts";
import { writeXml } from "../../shared/present/write-xml.ts";
import type { Result } from "./stage.ts";
import type { StsError } from "./sts-error.ts";

/** Of what is refused before an action is known. */
const faultNamespace = "http://webservices.amazon.com/AWSFault/2005-15-09";

export interface Reply {
  readonly status: number;
  readonly body: string;
}

export function successReply(action: string, result: Result, requestId: string): Reply {
  const body = writeXml(`${action}Response`, stsNamespace, [
    [`${action}Result`, result],
    ["ResponseMetadata", [["RequestId", requestId]]],
  ]);
  return { status: 200, body };
}

export function errorReply(
  error: { readonly code: string; readonly status: number; readonly message: string | undefined },
  requestId: string,
): Reply {
  const isDispatch = error.code === ("InvalidAction" satisfies StsError["code"]);
  const body = writeXml("ErrorResponse", isDispatch ? faultNamespace : stsNamespace, [
    [
      "Error",
      [
        ["Type", error.status < 500 ? "Sender" : "Receiver"],
        ["Code", error.code],
        ["Message", error.message],
      ],
    ],
    ["RequestId", requestId],
  ]);
  return { status: error.status, body };
}

/** `Date` is the emulator's own clock: SDKs correct theirs by it when a signature is out of time. */
export function writeReply(response: ServerResponse, reply: Reply, requestId: string, nowMs: number): void {
  response.writeHead(reply.status, {
    "x-amzn-RequestId": requestId,
    "Content-Type": "text/xml",
    "Content-Length": Buffer.byteLength(reply.body),
    Date: new Date(nowMs).toUTCString(),
  });
  response.end(reply.body);
}
