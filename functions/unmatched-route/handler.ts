import { answerCredentials } from "../../shared/http/answer-credentials.ts";
import { answerGrants } from "../../shared/http/answer-grants.ts";
import { answerAlive, answerReady } from "../../shared/http/answer-health.ts";
import { answerOpenApi } from "../../shared/http/answer-openapi.ts";
import { answerWebIdentity } from "../../shared/http/answer-web-identity.ts";
import { createPipeline } from "../../shared/http/pipeline.ts";
import { wireService } from "../wire-service.ts";

const service = wireService();
const credentials = answerCredentials(service);

/**
 * What the gateway's own routes do not match: a path with a trailing slash, which is answered as if it had none, and
 * everything that gets the 404 or 405 that a caller can read.
 */
export const handler = createPipeline(
  {
    "GET /": credentials,
    "POST /": answerWebIdentity(service),
    "GET /v1/credentials": credentials,
    "POST /v1/credentials": credentials,
    "GET /v1/credentials/{grant}": credentials,
    "GET /v1/credentials/{grant}/{account}": credentials,
    "GET /v1/grants": answerGrants(service),
    "GET /healthz": answerAlive,
    "GET /readyz": answerReady(service),
    "GET /openapi.json": answerOpenApi,
  },
  service,
);

/** What a start waits for. */
export const warm = Promise.all([service.warm, service.warmSts()]);
