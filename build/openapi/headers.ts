import { exampleRequestId } from "./example-request-id.ts";

const text = { type: "string" };
const seconds = { type: "integer", minimum: 1 };

/** The headers of answers that a client may want to read, by their names; but for one that comes only with one code of its status. */
export const headers = {
  "X-Request-Id": {
    description: "The gateway's id of the request, and that of its audit record",
    required: true,
    schema: { type: "string", pattern: "^[\\x21-\\x7e]{1,256}$" },
    example: exampleRequestId,
  },
  "Retry-After": {
    description: "Ask again after so many seconds",
    required: true,
    schema: seconds,
    example: 2,
  },
  RetryAfterThrottling: {
    description: "With `Throttling`: ask again after so many seconds",
    schema: seconds,
    example: 2,
  },
  "WWW-Authenticate": {
    description: "RFC 6750 and RFC 9449: what is missing or wrong",
    required: true,
    schema: { type: "string", pattern: "^(?:Bearer|DPoP)(?: .+)?$" },
    example: 'Bearer error="invalid_token", error_description="The token has expired"',
  },
  "DPoP-Nonce": {
    description: "What the next DPoP proof is to carry, where the issuer's entry in the policy map asks for nonces",
    schema: text,
  },
  Allow: {
    description: "The methods that the path takes",
    required: true,
    schema: text,
    example: "GET, POST",
  },
  ETag: { description: "The same as long as the document is", required: true, schema: text },
  "Cache-Control": { description: "How long the document may be kept", required: true, schema: text },
} as const;
