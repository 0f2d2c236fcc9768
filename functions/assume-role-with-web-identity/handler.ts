import { answerWebIdentity } from "../../shared/http/answer-web-identity.ts";
import { createPipeline } from "../../shared/http/pipeline.ts";
import { wireService } from "../wire-service.ts";

const service = wireService();

/** Credentials of one grant for SDKs that take this service for their STS: `POST /`. */
export const handler = createPipeline({ "POST /": answerWebIdentity(service) }, service);

/** What a start waits for. */
export const warm = Promise.all([service.warm, service.warmSts()]);
