import type { ExchangePorts } from "../exchange.ts";
import type { PipelineOptions } from "./pipeline.ts";

/** All that the routes need, wired once a process. */
export type Service = ExchangePorts & PipelineOptions;
