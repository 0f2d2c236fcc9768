import { answerAlive, answerReady } from "../../shared/http/answer-health.ts";
import { createPipeline } from "../../shared/http/pipeline.ts";
import { wireService } from "../wire-service.ts";

const service = wireService();

/** Alive, and ready: `GET /healthz`, `GET /readyz`. */
export const handler = createPipeline({ "GET /healthz": answerAlive, "GET /readyz": answerReady(service) }, service);

/** What a start waits for. */
export const { warm } = service;
