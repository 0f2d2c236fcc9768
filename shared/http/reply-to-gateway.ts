import type { APIGatewayProxyResult } from "aws-lambda";
import type { HttpResponse } from "../model/request.ts";
import { reply } from "./reply.ts";
import { securityHeaders } from "./security-headers.ts";

/**
 * An answer in the gateway's shape, with its request's id and the headers of a response that is nobody's page. Whether it may be kept
 * is the one thing that an answer may say for itself; what says nothing may not.
 */
export function replyToGateway(response: HttpResponse, requestId: string): APIGatewayProxyResult {
  return reply({
    ...response,
    headers: {
      ...response.headers,
      ...securityHeaders,
      "cache-control": response.headers["cache-control"] ?? securityHeaders["cache-control"],
      "x-request-id": requestId,
    },
  });
}
