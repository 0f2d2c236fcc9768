import type { ExchangePorts } from "../exchange.ts";
import type { WriteAudit } from "../model/ports.ts";
import type { PipelineOptions } from "./pipeline.ts";

/** All that the routes need, wired once a process. */
export interface Service extends ExchangePorts, PipelineOptions {
  readonly writeAudit: WriteAudit;
}
