import type { HttpResponse } from "../model/request.ts";
import { answer } from "./answer.ts";
import { failureOf } from "./failure-of.ts";
import type { ProblemContext } from "./problem.ts";
import { publicMessage } from "./public-message.ts";
import { retryAfter } from "./retry-after.ts";
import { stsCodes } from "./sts-codes.ts";
import { stsNamespace } from "./sts-namespace.ts";
import { writeXml } from "./write-xml.ts";

/**
 * The error body of STS, for who speaks its protocol: in JSON, no SDK would find a code in it. The message says this service's own code
 * first, since several of them are one of STS's.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
 */
export function presentStsProblem(error: unknown, { requestId }: Pick<ProblemContext, "requestId">): HttpResponse {
  const failure = failureOf(error);
  const { status, code } = stsCodes[failure.code];
  const body = writeXml("ErrorResponse", stsNamespace, [
    [
      "Error",
      [
        ["Type", status < 500 ? "Sender" : "Receiver"],
        ["Code", code],
        ["Message", `${failure.code}: ${publicMessage(failure)}`],
      ],
    ],
    ["RequestId", requestId],
  ]);
  const wait = retryAfter(failure);
  return answer(status, "text/xml", body, wait === undefined ? {} : { "retry-after": wait });
}
