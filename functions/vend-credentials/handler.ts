import { answerCredentials } from "../../shared/http/answer-credentials.ts";
import { createPipeline } from "../../shared/http/pipeline.ts";
import { wireService } from "../wire-service.ts";

const service = wireService();
const answer = answerCredentials(service);

/** Credentials of one grant: `GET /`, `GET` and `POST /v1/credentials`, `GET /v1/credentials/{grant}[/{account}]`. */
export const handler = createPipeline(
  {
    "GET /": answer,
    "GET /v1/credentials": answer,
    "POST /v1/credentials": answer,
    "GET /v1/credentials/{grant}": answer,
    "GET /v1/credentials/{grant}/{account}": answer,
  },
  service,
);

/** What a start waits for. */
export const warm = Promise.all([service.warm, service.warmSts()]);
