/** One route of the API and the function behind it. */
export interface Route {
  /** As API Gateway writes it: `GET /v1/credentials/{grant}`, `ANY /path`, or `$default`. */
  readonly routeKey: string;
  /** The function's name in `serverless.yml`. */
  readonly functionName: string;
  /** Lambda's own limit for one call of the function. */
  readonly timeoutMs: number;
}

/** The two kinds of API that call the handlers: `2.0` an HTTP API, `1.0` a REST API. */
export type PayloadVersion = "1.0" | "2.0";
