import { answerOpenApi } from "../../shared/http/answer-openapi.ts";
import { loadOpenApi } from "../../shared/http/load-openapi.ts";
import { createPipeline } from "../../shared/http/pipeline.ts";
import { wireBarePipeline } from "../wire-bare-pipeline.ts";

/** What this service understands and answers, for programs: `GET /openapi.json`. */
export const handler = createPipeline({ "GET /openapi.json": answerOpenApi }, wireBarePipeline());

/** What a start waits for. */
export const warm = loadOpenApi();
