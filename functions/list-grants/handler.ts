import { answerGrants } from "../../shared/http/answer-grants.ts";
import { createPipeline } from "../../shared/http/pipeline.ts";
import { wireService } from "../wire-service.ts";

const service = wireService();

/** What the caller may ask for now: `GET /v1/grants`. */
export const handler = createPipeline({ "GET /v1/grants": answerGrants(service) }, service);

/** What a start waits for. */
export const { warm } = service;
