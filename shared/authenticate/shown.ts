import type { HttpRequest } from "../model/request.ts";

/** How a token was shown: what there is to prove that it is its sender's. */
export interface Shown {
  readonly request: Pick<HttpRequest, "method" | "headers" | "urls" | "clientCertificate">;
  /** Of the `Authorization` header; `bearer` for a token that came elsewhere. */
  readonly scheme: "bearer" | "dpop";
}
