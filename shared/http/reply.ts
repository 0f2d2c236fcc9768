import type { APIGatewayProxyResult } from "aws-lambda";
import type { HttpResponse } from "../model/request.ts";

/**
 * The result that API Gateway takes for either payload version: with one value a header and a text body, both have the
 * same shape, so the answer does not depend on the event. A REST API renames `www-authenticate` to
 * `x-amzn-remapped-www-authenticate` on its way out; no result can prevent it.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
export function reply(response: HttpResponse): APIGatewayProxyResult {
  return {
    statusCode: response.status,
    headers: { ...response.headers },
    body: response.body,
    isBase64Encoded: false,
  };
}
