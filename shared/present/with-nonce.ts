import type { HttpResponse } from "../model/request.ts";

/** An answer with the nonce that the caller's next DPoP proof is to carry, which spares it a refusal (RFC 9449 section 8.2). */
export function withNonce(response: HttpResponse, nonce: string | undefined): HttpResponse {
  return nonce === undefined ? response : { ...response, headers: { ...response.headers, "dpop-nonce": nonce } };
}
